/**
 * What the public types of the node name: events, reasons, counters, states and limits, as enums and records of plain fields. May import
 * {@code kad}, {@code address} and {@code metrics}; every package above may import it.
 */
@NullMarked
package io.nodenet.fact;

import org.jspecify.annotations.NullMarked;
