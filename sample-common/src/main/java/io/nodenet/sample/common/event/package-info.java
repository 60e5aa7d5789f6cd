/** Tells open pages what has changed. */
@NullMarked
package io.nodenet.sample.common.event;

import org.jspecify.annotations.NullMarked;
