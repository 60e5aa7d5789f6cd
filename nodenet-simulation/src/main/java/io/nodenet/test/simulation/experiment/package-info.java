/**
 * Measures a whole overlay: nodes join one after the other through one anchor, settle, and send to each other. May import what {@code
 * io.nodenet.test.simulation} may, and that.
 */
@NullMarked
package io.nodenet.test.simulation.experiment;

import org.jspecify.annotations.NullMarked;
