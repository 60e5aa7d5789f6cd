/**
 * Media sessions over QUIC: a connection of its own for each, on the sockets of the transport (docs/protocol/05). May import what edges and
 * sockets are made of, {@code transport.quic.edge} for what all connections have in common, and {@code transport.media}.
 */
@NullMarked
package io.nodenet.transport.quic.media;

import org.jspecify.annotations.NullMarked;
