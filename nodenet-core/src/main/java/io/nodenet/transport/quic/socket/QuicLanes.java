package io.nodenet.transport.quic.socket;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.netty.util.AttributeKey;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.loop.Failures;
import io.nodenet.transport.quic.tls.PeerTrustManager;
import io.nodenet.transport.quic.tls.TlsContexts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The QUIC codecs of a transport, one lane for each role, which serve all of its sockets (docs/protocol/04, sections 1 and 2).
 *
 * <p>Opened and closed off the loop, otherwise the loop only.
 */
public final class QuicLanes {
    /** What a peer may send before it is read: single bytes with gaps between them cost the codec 140 bytes each. */
    private static final long STREAM_WINDOW = 131_072;

    private static final long CONNECTION_WINDOW = 196_608;
    private static final long PEER_BIDIRECTIONAL_STREAMS = 100;
    private static final long PEER_UNIDIRECTIONAL_STREAMS = 256;
    private static final int CONNECTION_ID_LIMIT = 8;

    /** Up to which size the codec looks for what the path carries; it begins at 1,200 bytes (RFC 8899). */
    public static final int MAX_SEND_PAYLOAD = 1350;

    private static final int MAX_RECEIVE_PAYLOAD = 1500;

    /**
     * Datagrams that the codec holds of what came in one burst of packets, which is read at its end: each of 32 packets may carry a dozen. Those
     * beyond are lost in the codec, uncounted.
     */
    private static final int RECEIVED_DATAGRAMS = 1024;

    /** Datagrams that the codec holds of what is to be sent: what waits there has no deadline any more. */
    public static final int SENT_DATAGRAMS = 16;

    private static final long MEDIA_IDLE_SECONDS = 10;

    /** The peer that a connection dials. */
    public static final AttributeKey<NodeId> EXPECTED = AttributeKey.valueOf(QuicLanes.class, "EXPECTED");

    private final List<Channel> sockets = new ArrayList<>();
    private final SegmentedDatagramPacketAllocator segmentation;
    private final LaneChannel server;
    private final LaneChannel overlay;
    private final LaneChannel media;

    /**
     * What the codecs are made of.
     *
     * @param nanos the monotonic clock of the loop
     * @param acceptedChannels sets up the connections that are accepted
     * @param acceptedStreams sets up their streams
     */
    public record Parts(
            QuicNativeSupport support,
            SocketSettings settings,
            TlsContexts tls,
            CodecAddresses codecAddresses,
            PeerPaths peers,
            RetryTokens retryTokens,
            LongSupplier nanos,
            EnumCounters<TransportCounter> counters,
            ChannelHandler acceptedChannels,
            ChannelHandler acceptedStreams) {}

    private QuicLanes(Parts parts, EventLoop eventLoop) {
        segmentation = parts.support.segmentation();
        ChannelHandler accepting = parameters(new QuicServerCodecBuilder(), parts.settings)
                .sslContext(parts.tls.server())
                .initialMaxStreamsBidirectional(PEER_BIDIRECTIONAL_STREAMS)
                .initialMaxStreamsUnidirectional(PEER_UNIDIRECTIONAL_STREAMS)
                .activeMigration(true)
                .datagram(RECEIVED_DATAGRAMS, SENT_DATAGRAMS)
                .tokenHandler(parts.retryTokens)
                .connectionIdAddressGenerator(parts.peers)
                .handler(parts.acceptedChannels)
                .streamHandler(parts.acceptedStreams)
                .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segmentation)
                .build();
        ChannelHandler dialing = parameters(new QuicClientCodecBuilder(), parts.settings)
                .sslEngineProvider((QuicChannel q) -> engine(parts.tls.overlayDial(), q))
                .initialMaxStreamsBidirectional(0)
                .initialMaxStreamsUnidirectional(0)
                .build();
        ChannelHandler calling = parameters(new QuicClientCodecBuilder(), parts.settings)
                .maxIdleTimeout(MEDIA_IDLE_SECONDS, TimeUnit.SECONDS)
                .sslEngineProvider((QuicChannel q) -> engine(parts.tls.mediaDial(), q))
                .initialMaxStreamsBidirectional(0)
                .initialMaxStreamsUnidirectional(PEER_UNIDIRECTIONAL_STREAMS)
                .datagram(RECEIVED_DATAGRAMS, SENT_DATAGRAMS)
                .build();
        server = lane(accepting, parts, eventLoop);
        overlay = lane(dialing, parts, eventLoop);
        media = lane(calling, parts, eventLoop);
    }

    /** Makes the codecs; blocks until that is done. Any thread but the loop. */
    public static QuicLanes open(Parts parts, EventLoop eventLoop) {
        return new QuicLanes(parts, eventLoop);
    }

    private static QuicSslEngine engine(QuicSslContext dial, QuicChannel quic) {
        // without host and port the engine has no key under which a session could be kept
        QuicSslEngine engine = dial.newEngine(quic.alloc());
        PeerTrustManager.expect(engine, quic.attr(EXPECTED).get());
        return engine;
    }

    private static <B extends QuicCodecBuilder<B>> B parameters(B builder, SocketSettings settings) {
        return builder.maxIdleTimeout(settings.idleTimeoutNanos(), TimeUnit.NANOSECONDS)
                .initialMaxData(CONNECTION_WINDOW)
                .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
                .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
                .initialMaxStreamDataUnidirectional(STREAM_WINDOW)
                .localConnectionIdLength(PacketDemux.CONNECTION_ID_LENGTH)
                .activeConnectionIdLimit(CONNECTION_ID_LIMIT)
                .maxSendUdpPayloadSize(MAX_SEND_PAYLOAD)
                .discoverPmtu(true)
                .maxRecvUdpPayloadSize(MAX_RECEIVE_PAYLOAD)
                .congestionControlAlgorithm(QuicCongestionControlAlgorithm.CUBIC);
    }

    private LaneChannel lane(ChannelHandler codec, Parts parts, EventLoop eventLoop) {
        LaneChannel lane =
                new LaneChannel(PooledByteBufAllocator.DEFAULT, parts.codecAddresses, this::areSocketsWritable);
        lane.pipeline().addLast(new LaneBridge(parts.codecAddresses, parts.nanos, parts.counters), codec);
        eventLoop.register(lane).syncUninterruptibly();
        return lane;
    }

    private boolean areSocketsWritable() {
        for (Channel socket : sockets) {
            if (!socket.isWritable()) {
                return false;
            }
        }
        return true;
    }

    /** Takes a socket in that is now open. */
    void opened(Channel socket) {
        sockets.add(socket);
    }

    /** Forgets a socket that is closed. */
    void closed(Channel socket) {
        sockets.remove(socket);
        writabilityChanged();
    }

    /** Returns the lane of accepted connections. */
    LaneChannel server() {
        return server;
    }

    /** Returns the lane that dials overlay edges. */
    public LaneChannel overlay() {
        return overlay;
    }

    /** Returns the lane that opens media sessions. */
    public LaneChannel media() {
        return media;
    }

    /** Returns how packets of one connection are packed into one system call. */
    public SegmentedDatagramPacketAllocator segmentation() {
        return segmentation;
    }

    /** Ends a burst of packets: the codecs then answer. */
    void readComplete() {
        server.readComplete();
        overlay.readComplete();
        media.readComplete();
    }

    /** Tells the codecs that a socket has room again, or has none. */
    void writabilityChanged() {
        server.pipeline().fireChannelWritabilityChanged();
        overlay.pipeline().fireChannelWritabilityChanged();
        media.pipeline().fireChannelWritabilityChanged();
    }

    /** Closes the lanes, which frees the codecs' native memory. Every connection must have ended. */
    public void close() {
        Failures.log("close a lane", server.close());
        Failures.log("close a lane", overlay.close());
        Failures.log("close a lane", media.close());
    }
}
