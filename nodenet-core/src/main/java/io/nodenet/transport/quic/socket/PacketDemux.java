package io.nodenet.transport.quic.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.loop.FlushQueue;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Gives every datagram that a socket receives to the lane of its connection ID, and drops what must not reach a codec
 * (docs/protocol/04, section 1).
 *
 * <p>Dropped and counted are datagrams that are not QUIC, packets of no known connection that open none, those of a known one from a foreign
 * source or to another address of ours, and first packets beyond the rate of their address. The loop only.
 */
public final class PacketDemux extends ChannelInboundHandlerAdapter {
    /** Bytes of every connection ID that this side issues. */
    public static final int CONNECTION_ID_LENGTH = 8;

    /** The least bytes of a datagram that may open a connection (RFC 9000, section 14.1). */
    public static final int MIN_INITIAL_DATAGRAM = 1200;

    private static final int LONG_HEADER = 0x80;
    private static final int FIXED_BIT = 0x40;
    private static final int LONG_TYPE = 0x30;
    private static final int VERSION_1 = 1;
    private static final int LONG_ID_LENGTH_AT = 5;
    private static final int LONG_ID_AT = 6;
    private static final InetSocketAddress NOBODY = new InetSocketAddress(0);

    private final QuicLanes lanes;
    private final PeerPaths peers;
    private final DialPaths dialed;
    private final FirstPackets firstPackets;
    private final EventLoopNodeLoop loop;
    private final EnumCounters<TransportCounter> counters;
    private final FlushQueue flushes;

    /** Whose packet is being read; null if it belongs to no accepted connection. */
    private @Nullable PeerPath reading;

    /** Whose packet is being read; null if it belongs to no dialed connection. */
    private DialPaths.@Nullable DialPath readingDialed;

    /** At which address the codec is to believe the sender. */
    private InetSocketAddress shownSender = NOBODY;

    /** Creates the reader of one socket; the rest is shared by all of them. */
    public PacketDemux(
            QuicLanes lanes,
            PeerPaths peers,
            DialPaths dialed,
            FirstPackets firstPackets,
            EventLoopNodeLoop loop,
            EnumCounters<TransportCounter> counters,
            FlushQueue flushes) {
        this.lanes = lanes;
        this.peers = peers;
        this.dialed = dialed;
        this.firstPackets = firstPackets;
        this.loop = loop;
        this.counters = counters;
        this.flushes = flushes;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        lanes.opened(ctx.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lanes.closed(ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        flushes.beginBurst();
        DatagramPacket packet = (DatagramPacket) message;
        ByteBuf content = packet.content();
        LaneChannel lane = route(content, packet.sender(), ctx.channel());
        if (lane == null) {
            packet.release();
            return;
        }
        boolean longHeader = (content.getByte(content.readerIndex()) & LONG_HEADER) != 0;
        // the codec's header parser reads at absolute index 0
        ByteBuf fromIndexZero = content.readerIndex() == 0 ? content : content.slice();
        lane.receive(new DatagramPacket(fromIndexZero, packet.recipient(), shownSender));
        if (longHeader) {
            // TLS advances on read-complete only: without this the data behind the peer's last handshake packet is lost
            lane.readComplete();
            DialPaths.DialPath dial = readingDialed;
            if (dial != null) {
                HandshakeEnd.notice(dial);
            }
        }
        if (!longHeader && readingDialed != null) {
            readingDialed.heard();
        }
        readingDialed = null;
        PeerPath path = reading;
        if (path != null) {
            path.endReading();
            reading = null;
            peers.endOpening();
        }
    }

    private @Nullable LaneChannel route(ByteBuf packet, InetSocketAddress sender, Channel socket) {
        int at = packet.readerIndex();
        int size = packet.readableBytes();
        int first = size == 0 ? 0 : packet.getByte(at);
        if ((first & FIXED_BIT) == 0) {
            return drop(TransportCounter.NON_QUIC_DATAGRAM);
        }
        boolean longHeader = (first & LONG_HEADER) != 0;
        int idAt = longHeader ? LONG_ID_AT : 1;
        int idLength = longHeader ? size > LONG_ID_LENGTH_AT ? packet.getUnsignedByte(at + LONG_ID_LENGTH_AT) : 0 : 8;
        if (idLength < CONNECTION_ID_LENGTH || size < idAt + idLength) {
            return drop(TransportCounter.UNKNOWN_CONNECTION_PACKET);
        }
        long connectionId = packet.getLong(at + idAt);
        DialPaths.DialPath path = idLength == CONNECTION_ID_LENGTH ? dialed.find(connectionId) : null;
        if (path != null) {
            if (!path.socket().equals(socket) || !path.remote().equals(sender)) {
                return drop(TransportCounter.FOREIGN_SOURCE_PACKET);
            }
            shownSender = path.codecAddress();
            readingDialed = path;
            return path.lane();
        }
        PeerPath known = peers.find(connectionId);
        if (known != null) {
            // the codec makes a connection of each first packet whose ID it does not know, or not any more
            boolean isFirst = longHeader && (first & LONG_TYPE) == 0;
            boolean isOurs = !isFirst || known.takesFirst(packet, at + idAt, idLength);
            if (!isOurs || !known.socket().equals(socket) || !known.beginReading(sender)) {
                return drop(TransportCounter.FOREIGN_SOURCE_PACKET);
            }
            return readFrom(known);
        }
        int version = longHeader && size >= MIN_INITIAL_DATAGRAM ? packet.getInt(at + 1) : 0;
        if (!isInitial(first, version)) {
            return drop(TransportCounter.UNKNOWN_CONNECTION_PACKET);
        }
        return opens(version, sender) ? readFrom(peers.beginOpening(socket, sender)) : null;
    }

    private LaneChannel readFrom(PeerPath path) {
        reading = path;
        shownSender = path.codecAddress();
        return lanes.server();
    }

    private @Nullable LaneChannel drop(TransportCounter cause) {
        counters.increment(cause);
        return null;
    }

    /** Returns whether a packet with a long header is one that opens connections, or may be of another version. */
    private static boolean isInitial(int first, int version) {
        return version == VERSION_1 ? (first & LONG_TYPE) == 0 : version != 0;
    }

    /** Returns whether a first packet may create a connection, or be answered with a version negotiation; counted if not. */
    private boolean opens(int version, InetSocketAddress sender) {
        // limited separately, so that garbage cannot exhaust the address's connection attempts
        return version == VERSION_1
                ? firstPackets.mayOpen(sender.getAddress(), loop.nanos())
                : firstPackets.mayNegotiateVersion(loop.nanos());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        try {
            // frames first, so that they leave together with the acknowledgements of this burst
            flushes.drain();
            lanes.readComplete();
        } finally {
            flushes.endBurst();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        // in a task of its own: a codec that is told in the middle of a write may close the stream under it, and lose
        // the buffer
        ctx.channel().eventLoop().execute(lanes::writabilityChanged);
    }
}
