/** How much is sent: an estimate of what the path carries, its split between audio and video, and which frames of the video go. Told the time. */
@NullMarked
package io.nodenet.sample.call.rate;

import org.jspecify.annotations.NullMarked;
