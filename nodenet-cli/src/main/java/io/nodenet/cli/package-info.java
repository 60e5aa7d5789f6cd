/**
 * The command line {@code nodenet}: runs a node in the foreground or driven by JSON lines (docs/console.md), manages identity files,
 * diagnoses problems (docs/doctor.md), and measures simulated overlays (docs/simulation.md). Uses only the public API of the library and of
 * the simulation.
 */
@NullMarked
package io.nodenet.cli;

import org.jspecify.annotations.NullMarked;
