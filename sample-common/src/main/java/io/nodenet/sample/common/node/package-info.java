/** The node of a sample: what leaves and on which way, and how it is connected. */
@NullMarked
package io.nodenet.sample.common.node;

import org.jspecify.annotations.NullMarked;
