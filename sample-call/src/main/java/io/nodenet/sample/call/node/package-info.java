/** Joins the telephone to its node: signals, media sessions, and what the metrics show. */
@NullMarked
package io.nodenet.sample.call.node;

import org.jspecify.annotations.NullMarked;
