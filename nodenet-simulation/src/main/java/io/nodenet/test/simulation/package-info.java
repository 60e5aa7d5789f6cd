/**
 * Whole overlays in virtual time on one thread: nodes, faults, invariants; the same seed gives the same run. May import everything of the
 * core but {@code transport.quic}. Threads of an application are outside of the determinism.
 */
@NullMarked
package io.nodenet.test.simulation;

import org.jspecify.annotations.NullMarked;
