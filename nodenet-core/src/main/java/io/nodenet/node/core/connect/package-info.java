/**
 * How a node comes to a direct edge with a peer that it knows by its NodeID alone (docs/protocol/03 and 06): rendezvous, dials, hole
 * punches. May import what {@code node.core.message} may import and that, never {@code upkeep} or {@code call}.
 */
@NullMarked
package io.nodenet.node.core.connect;

import org.jspecify.annotations.NullMarked;
