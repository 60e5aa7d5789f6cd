/**
 * Counters and histograms that one thread writes and any thread reads. May import nothing of the project.
 */
@NullMarked
package io.nodenet.metrics;

import org.jspecify.annotations.NullMarked;
