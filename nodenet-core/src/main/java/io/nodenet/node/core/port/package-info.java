/**
 * The ports through which the core speaks to transport, crypto and application, and what passes through them. May import {@code turn}.
 */
@NullMarked
package io.nodenet.node.core.port;

import org.jspecify.annotations.NullMarked;
