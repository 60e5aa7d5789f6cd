/**
 * QUIC connections as edges: dialed and accepted, their stream, frames in and out (docs/protocol/04, section 5). May import {@code socket},
 * {@code loop} and {@code tls}, {@code transport} and what that may import, and {@code wire}.
 */
@NullMarked
package io.nodenet.transport.quic.edge;

import org.jspecify.annotations.NullMarked;
