/** Entry point of the benchmarks, and the JMH benchmarks; may import everything. */
@NullMarked
package io.nodenet.benchmarks;

import org.jspecify.annotations.NullMarked;
