/** The media session of a call: its content, ordering, and moves to a better path. */
@NullMarked
package io.nodenet.sample.call.media;

import org.jspecify.annotations.NullMarked;
