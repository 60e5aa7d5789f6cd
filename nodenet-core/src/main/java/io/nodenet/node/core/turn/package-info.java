/**
 * Time of one input, deadlines, operation numbers, and how long to wait. May import nothing of the node.
 */
@NullMarked
package io.nodenet.node.core.turn;

import org.jspecify.annotations.NullMarked;
