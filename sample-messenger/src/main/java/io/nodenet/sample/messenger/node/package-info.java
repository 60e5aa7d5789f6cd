/** Connects the messenger to its node: sending, receiving, and the status in the side panel. */
@NullMarked
package io.nodenet.sample.messenger.node;

import org.jspecify.annotations.NullMarked;
