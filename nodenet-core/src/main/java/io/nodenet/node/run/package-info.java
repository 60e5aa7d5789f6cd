/**
 * The node at run time: drives the core on the loop of its transport and keeps the threads beside it. May import {@code node} and all that
 * it may import.
 */
@NullMarked
package io.nodenet.node.run;

import org.jspecify.annotations.NullMarked;
