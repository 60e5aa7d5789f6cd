/**
 * The Netty event loop as the node sees it, and what is served once per turn of it. May import {@code transport} and {@code metrics}.
 */
@NullMarked
package io.nodenet.transport.quic.loop;

import org.jspecify.annotations.NullMarked;
