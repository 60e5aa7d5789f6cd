package io.nodenet.transport.quic.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TokenBucket;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.loop.FlushQueue;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Gives every received datagram to the lane of its connection ID, and drops what must not reach a codec
 * (docs/protocol/04, section 1).
 *
 * <p>Dropped are datagrams that are not QUIC, packets of a known connection from a foreign source, and first packets beyond the rate of
 * their address. The loop only.
 */
public final class PacketDemux extends ChannelInboundHandlerAdapter {
    /** Bytes of every connection ID that this side issues. */
    public static final int CONNECTION_ID_LENGTH = 8;

    /** The least bytes of a datagram that may open a connection (RFC 9000, section 14.1). */
    public static final int MIN_INITIAL_DATAGRAM = 1200;

    /** How many packets of other QUIC versions are answered in a second, with a burst of as many. */
    public static final int VERSION_NEGOTIATIONS_PER_SECOND = 64;

    private static final int LONG_HEADER = 0x80;
    private static final int FIXED_BIT = 0x40;
    private static final int LONG_TYPE = 0x30;
    private static final int VERSION_1 = 1;
    private static final int LONG_ID_LENGTH_AT = 5;
    private static final int LONG_ID_AT = 6;

    private final LongObjectMap<DialPath> dialed = new LongObjectHashMap<>();
    private final PeerPaths paths;
    private final InboundSlots admission;
    private final InitialLimiter initials;
    private final TokenBucket versionNegotiations =
            new TokenBucket(VERSION_NEGOTIATIONS_PER_SECOND, VERSION_NEGOTIATIONS_PER_SECOND);
    private final EventLoopNodeLoop loop;
    private final EnumCounters<TransportCounter> counters;
    private final FlushQueue flushes;
    private @Nullable LaneChannel server;
    private LaneChannel[] lanes = {};

    /** Whose packet is being read; null if it belongs to no accepted connection. */
    private @Nullable PeerPath reading;

    private record DialPath(LaneChannel lane, InetSocketAddress remote) {}

    public PacketDemux(
            PeerPaths paths,
            InboundSlots admission,
            InitialLimiter initials,
            EventLoopNodeLoop loop,
            EnumCounters<TransportCounter> counters,
            FlushQueue flushes) {
        this.initials = initials;
        this.loop = loop;
        this.paths = paths;
        this.admission = admission;
        this.counters = counters;
        this.flushes = flushes;
    }

    /** Sets the lane of accepted connections and the lanes of dialed ones. */
    void lanes(LaneChannel server, LaneChannel... dialing) {
        this.server = server;
        lanes = new LaneChannel[dialing.length + 1];
        lanes[0] = server;
        System.arraycopy(dialing, 0, lanes, 1, dialing.length);
    }

    /** Routes packets with a connection ID to a dialing lane, as long as they come from the dialed address. */
    public void register(long connectionId, LaneChannel lane, InetSocketAddress remote) {
        dialed.put(connectionId, new DialPath(lane, remote));
    }

    /** Forgets the connection ID of a dialed connection. */
    public void unregister(long connectionId) {
        dialed.remove(connectionId);
    }

    /** Answers the number of connection IDs of dialed connections. */
    public int dialedIds() {
        return dialed.size();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        flushes.beginBurst();
        DatagramPacket packet = (DatagramPacket) message;
        ByteBuf content = packet.content();
        LaneChannel lane = content.isReadable() ? route(content, packet.sender()) : null;
        if (lane == null) {
            packet.release();
            return;
        }
        boolean longHeader = (content.getByte(content.readerIndex()) & LONG_HEADER) != 0;
        PeerPath path = reading;
        lane.touch();
        lane.pipeline().fireChannelRead(path == null ? fromIndexZero(packet) : shown(packet, path.codecAddress()));
        if (longHeader) {
            // TLS advances on read-complete only: without this the data behind the peer's last handshake packet is lost
            lane.readComplete();
        }
        if (path != null) {
            path.endReading();
            reading = null;
            paths.endOpening();
        }
    }

    /** The codec's header parser reads at absolute index 0. */
    private static DatagramPacket fromIndexZero(DatagramPacket packet) {
        return packet.content().readerIndex() == 0 ? packet : shown(packet, packet.sender());
    }

    /** Returns a packet as the codec is to see it, from an address that may not be its own. */
    private static DatagramPacket shown(DatagramPacket packet, InetSocketAddress sender) {
        ByteBuf content = packet.content();
        return new DatagramPacket(content.readerIndex() == 0 ? content : content.slice(), packet.recipient(), sender);
    }

    private @Nullable LaneChannel route(ByteBuf packet, InetSocketAddress sender) {
        int at = packet.readerIndex();
        int size = packet.readableBytes();
        int first = packet.getByte(at);
        if ((first & FIXED_BIT) == 0) {
            counters.increment(TransportCounter.NON_QUIC_DATAGRAM);
            return null;
        }
        boolean longHeader = (first & LONG_HEADER) != 0;
        int idAt = longHeader ? LONG_ID_AT : 1;
        int idLength = longHeader ? size > LONG_ID_LENGTH_AT ? packet.getUnsignedByte(at + LONG_ID_LENGTH_AT) : 0 : 8;
        if (idLength < CONNECTION_ID_LENGTH || size < idAt + idLength) {
            return null;
        }
        long connectionId = packet.getLong(at + idAt);
        DialPath path = idLength == CONNECTION_ID_LENGTH ? dialed.get(connectionId) : null;
        if (path != null) {
            return path.remote.equals(sender) ? path.lane : foreign();
        }
        PeerPath known = paths.find(connectionId);
        if (known != null) {
            if (!known.beginReading(sender)) {
                return foreign();
            }
            reading = known;
            return server;
        }
        return longHeader && opens(packet, at, first, size, sender) ? server : null;
    }

    private @Nullable LaneChannel foreign() {
        counters.increment(TransportCounter.FOREIGN_SOURCE_PACKET);
        return null;
    }

    /** Tells whether a packet of no known connection may create one, or be answered with a version negotiation. */
    private boolean opens(ByteBuf packet, int at, int first, int size, InetSocketAddress sender) {
        int version = packet.getInt(at + 1);
        if (size < MIN_INITIAL_DATAGRAM || version == 0) {
            return false;
        }
        if (version != VERSION_1) {
            // apart from the attempts of its address, which garbage must not use up
            return mayNegotiateVersion();
        }
        if ((first & LONG_TYPE) != 0) {
            return false;
        }
        AddressKey key = AddressKey.of(sender.getAddress());
        if (!initials.tryOpen(key, loop.nanos())) {
            counters.increment(TransportCounter.ACCEPT_RATE_LIMITED);
            return false;
        }
        if (!admission.isOpen()) {
            return false;
        }
        reading = paths.beginOpening(sender);
        return true;
    }

    private boolean mayNegotiateVersion() {
        boolean allowed = versionNegotiations.tryTake(loop.nanos());
        if (!allowed) {
            counters.increment(TransportCounter.VERSION_RATE_LIMITED);
        }
        return allowed;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // frames first, so that they leave together with the acknowledgements of this burst
        flushes.drain();
        for (LaneChannel lane : lanes) {
            lane.readComplete();
        }
        flushes.endBurst();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        // in a task of its own: a codec that is told in the middle of a write may close the stream under it, and lose
        // the buffer
        ctx.channel().eventLoop().execute(() -> {
            for (LaneChannel lane : lanes) {
                lane.pipeline().fireChannelWritabilityChanged();
            }
        });
    }
}
