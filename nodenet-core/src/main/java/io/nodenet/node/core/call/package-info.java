/**
 * Opens media sessions to peers, and decides which of theirs the application is offered (docs/protocol/08, section 15). May import what edges are
 * made of, and comes to an edge by the port {@code EdgeSource} only.
 */
@NullMarked
package io.nodenet.node.core.call;

import org.jspecify.annotations.NullMarked;
