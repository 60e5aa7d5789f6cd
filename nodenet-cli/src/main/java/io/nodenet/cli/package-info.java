/**
 * The command line {@code nodenet}: runs a node in the foreground or driven by JSON lines, keeps identity files
 * (docs/console.md), says what is wrong (docs/doctor.md), and measures simulated overlays (docs/simulation.md). Uses the public API of the library and of the simulation only.
 */
@NullMarked
package io.nodenet.cli;

import org.jspecify.annotations.NullMarked;
