/** Joins the messenger to its node: what arrives, what leaves, what the side panel shows. */
@NullMarked
package io.nodenet.sample.messenger.node;

import org.jspecify.annotations.NullMarked;
