package io.nodenet.transport.quic;

import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.quic.edge.EdgeSettings;
import io.nodenet.transport.quic.media.MediaSettings;
import io.nodenet.transport.quic.socket.SocketSettings;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * The settings of a {@link QuicTransport}, by the part that uses them.
 *
 * @param socket the socket and what may come in through it
 * @param edge the connections
 * @param media the media sessions
 * @param relay what is carried for others at most
 * @param localAddresses lists the addresses of this host, the most useful first
 */
record QuicConfig(
        SocketSettings socket,
        EdgeSettings edge,
        MediaSettings media,
        RelayLimits relay,
        Supplier<List<InetAddress>> localAddresses) {}
