/**
 * The node that an application holds: façade, builder, listeners and snapshot; drives the core on the loop of its transport. May import
 * {@code node.core} and everything that it may import, and SLF4J.
 */
@NullMarked
package io.nodenet.node;

import org.jspecify.annotations.NullMarked;
