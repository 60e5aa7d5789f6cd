/** The media session of a call: what goes over it, in which order it comes out, and how it moves to a better path. */
@NullMarked
package io.nodenet.sample.call.media;

import org.jspecify.annotations.NullMarked;
