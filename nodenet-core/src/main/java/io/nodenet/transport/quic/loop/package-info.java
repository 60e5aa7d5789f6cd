/**
 * The Netty event loop as the node sees it, and what is served once per turn of it. May import {@code transport}, {@code metrics} and
 * Netty; nothing of {@code transport.quic}.
 */
@NullMarked
package io.nodenet.transport.quic.loop;

import org.jspecify.annotations.NullMarked;
