/** Notifies open pages of changes. */
@NullMarked
package io.nodenet.sample.common.event;

import org.jspecify.annotations.NullMarked;
