/** The node of a sample: sending, paths, and connectivity. */
@NullMarked
package io.nodenet.sample.common.node;

import org.jspecify.annotations.NullMarked;
