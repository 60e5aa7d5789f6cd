/**
 * The send rate: an estimate of the capacity of the path, its split between audio and video, and the selection of video frames. Receives
 * the time as input.
 */
@NullMarked
package io.nodenet.sample.call.rate;

import org.jspecify.annotations.NullMarked;
