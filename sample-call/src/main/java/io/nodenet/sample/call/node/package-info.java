/** Connects the telephone to its node: signals, media sessions, and metrics. */
@NullMarked
package io.nodenet.sample.call.node;

import org.jspecify.annotations.NullMarked;
