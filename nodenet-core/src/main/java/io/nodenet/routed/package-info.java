/**
 * Routed messages: their codec and signature, freshness, nonces, contacts and lists of them (docs/protocol/02). May import {@code kad},
 * {@code address}, {@code wire} and {@code identity}, and Netty's buffers.
 */
@NullMarked
package io.nodenet.routed;

import org.jspecify.annotations.NullMarked;
