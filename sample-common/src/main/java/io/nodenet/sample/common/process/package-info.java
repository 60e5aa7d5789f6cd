/** Samples in separate processes, and the client of their HTTP interface: for demonstrations and tests. */
@NullMarked
package io.nodenet.sample.common.process;

import org.jspecify.annotations.NullMarked;
