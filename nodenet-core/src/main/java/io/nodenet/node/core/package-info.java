/**
 * The node as a state machine: inputs are method calls that carry the time, outputs go to ports; no clock, no randomness, no thread
 * and no I/O of its own (docs/protocol/02, sections 6 to 8). May import every package but {@code transport.memory} and
 * {@code transport.quic}, and of {@code pow} only the test of the bits.
 */
@NullMarked
package io.nodenet.node.core;

import org.jspecify.annotations.NullMarked;
