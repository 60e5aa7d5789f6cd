/**
 * The messages by which two nodes learn each other's keys and addresses over the overlay (docs/protocol/03). May import {@code kad}, {@code
 * address}, {@code wire} and {@code identity}, and Netty's buffers.
 */
@NullMarked
package io.nodenet.rendezvous;

import org.jspecify.annotations.NullMarked;
