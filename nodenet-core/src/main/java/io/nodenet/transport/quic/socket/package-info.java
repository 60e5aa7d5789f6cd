/**
 * The UDP sockets and the codecs on them: which packet belongs where, and which may come in (docs/protocol/04, sections 5 and 7). May import
 * {@code tls} and {@code loop}, {@code transport} and what that may import; handlers of connections are given to it as Netty's {@code
 * ChannelHandler}s.
 */
@NullMarked
package io.nodenet.transport.quic.socket;

import org.jspecify.annotations.NullMarked;
