/**
 * The UDP socket and the codecs on it: which packet belongs where, and which may come in (docs/protocol/04, sections 5 and 7). May import
 * {@code transport.quic}'s settings, {@code tls} and {@code loop}.
 */
@NullMarked
package io.nodenet.transport.quic.socket;

import org.jspecify.annotations.NullMarked;
