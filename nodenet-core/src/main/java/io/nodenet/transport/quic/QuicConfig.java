package io.nodenet.transport.quic;

import io.nodenet.transport.quic.edge.EdgeSettings;
import io.nodenet.transport.quic.socket.SocketSettings;

/**
 * The settings of a {@link QuicTransport}, by the part that uses them.
 *
 * @param socket the socket and what may come in through it
 * @param edge the connections
 */
record QuicConfig(SocketSettings socket, EdgeSettings edge) {}
