package io.nodenet.transport.quic.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.nodenet.TransportException;
import io.nodenet.transport.quic.loop.Failures;
import io.nodenet.transport.quic.tls.TlsContexts;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The bound UDP socket with its demultiplexer and one lane per role (docs/protocol/04, sections 1 and 2).
 *
 * <p>Opened and closed off the loop, otherwise the loop only.
 */
public final class UdpEndpoint {
    /** What a peer may send before it is read: single bytes with gaps between them cost the codec 140 bytes each. */
    private static final long STREAM_WINDOW = 131_072;

    private static final long CONNECTION_WINDOW = 196_608;
    private static final long PEER_BIDIRECTIONAL_STREAMS = 100;
    private static final long PEER_UNIDIRECTIONAL_STREAMS = 256;
    private static final int CONNECTION_ID_LIMIT = 8;
    private static final int MAX_SEND_PAYLOAD = 1350;
    private static final int MAX_RECEIVE_PAYLOAD = 1500;
    private static final int SOCKET_BUFFER = 7 << 20;

    /** A slot for one datagram, and a buffer of 32 slots that one system call fills. */
    private static final int DATAGRAM_SLOT = 2048;

    private static final int BURST_BUFFER = 65_536;

    private final DatagramChannel socket;
    private final PacketDemux demux;
    private final SegmentedDatagramPacketAllocator segmentation;
    private final LaneChannel serverLane;
    private final LaneChannel overlayLane;

    /** What a socket is made of. */
    public record Parts(
            QuicNativeSupport support,
            SocketSettings settings,
            EventLoopGroup group,
            TlsContexts tls,
            PacketDemux demux,
            PeerPaths paths,
            RetryTokens retryTokens,
            ChannelHandler acceptedChannels,
            ChannelHandler acceptedStreams) {}

    private UdpEndpoint(Parts parts, DatagramChannel socket) {
        this.socket = socket;
        this.demux = parts.demux;
        this.segmentation = parts.support.segmentation();
        ChannelHandler server = parameters(new QuicServerCodecBuilder(), parts.settings)
                .sslContext(parts.tls.server())
                .initialMaxStreamsBidirectional(PEER_BIDIRECTIONAL_STREAMS)
                .initialMaxStreamsUnidirectional(PEER_UNIDIRECTIONAL_STREAMS)
                .activeMigration(true)
                .tokenHandler(parts.retryTokens)
                .connectionIdAddressGenerator(parts.paths)
                .handler(parts.acceptedChannels)
                .streamHandler(parts.acceptedStreams)
                .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segmentation)
                .build();
        ChannelHandler overlay = parameters(new QuicClientCodecBuilder(), parts.settings)
                // without host and port the engine has no key under which a session could be kept
                .sslEngineProvider((QuicChannel q) -> parts.tls.overlayDial().newEngine(q.alloc()))
                .initialMaxStreamsBidirectional(0)
                .initialMaxStreamsUnidirectional(0)
                .build();
        serverLane = lane(server, parts.paths);
        overlayLane = lane(overlay, parts.paths);
        demux.lanes(serverLane, overlayLane);
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
                .maxRecvUdpPayloadSize(MAX_RECEIVE_PAYLOAD)
                .congestionControlAlgorithm(QuicCongestionControlAlgorithm.CUBIC);
    }

    /**
     * Opens and binds a socket; blocks until that is done. Any thread but the loop.
     *
     * @throws TransportException if it cannot be bound
     */
    public static UdpEndpoint open(Parts parts) {
        InetSocketAddress address = parts.settings.bindAddress();
        if (address.isUnresolved()) {
            throw new TransportException("The listen address " + address.getHostString()
                    + " is no IP address: give a literal such as 0.0.0.0, :: or 192.0.2.7");
        }
        Bootstrap bootstrap = new Bootstrap()
                .group(parts.group)
                .channelFactory(parts.support.channelFactory())
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .handler(new ChannelInitializer<DatagramChannel>() {
                    @Override
                    protected void initChannel(DatagramChannel channel) {
                        channel.pipeline().addLast(parts.demux);
                    }
                });
        if (parts.support.isEpoll()) {
            bootstrap
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BURST_BUFFER))
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_SLOT);
        } else {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_SLOT));
        }
        DatagramChannel socket =
                (DatagramChannel) bootstrap.register().syncUninterruptibly().channel();
        UdpEndpoint endpoint = new UdpEndpoint(parts, socket);
        Throwable cause = socket.bind(address).awaitUninterruptibly().cause();
        if (cause != null) {
            endpoint.close().awaitUninterruptibly();
            throw cannotBind(address, cause);
        }
        return endpoint;
    }

    /** Answers the exception that names the address and the remedy. */
    public static TransportException cannotBind(InetSocketAddress address, Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        int port = address.getPort();
        String message;
        if (text.contains("in use")) {
            message = "port " + port + "/udp is already in use: choose another port, or stop the process that holds it";
        } else if (text.contains("assign")) {
            message = address.getAddress().getHostAddress()
                    + " is no address of this host: bind to one that is, or to 0.0.0.0 for all of them";
        } else if (text.contains("permission") || text.contains("denied")) {
            message = "this process may not bind port " + port + "/udp: choose one above 1023, or grant the permission";
        } else {
            message = "cannot bind " + address + ": " + cause.getMessage();
        }
        return new TransportException(message, cause);
    }

    private LaneChannel lane(ChannelHandler codec, PeerPaths paths) {
        LaneChannel lane = new LaneChannel(socket);
        lane.pipeline().addLast(new LaneBridge(socket, paths), codec);
        socket.eventLoop().register(lane).syncUninterruptibly();
        return lane;
    }

    /** Answers the address that the socket is bound to. Any thread. */
    public InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    /** Answers the demultiplexer. */
    public PacketDemux demux() {
        return demux;
    }

    /** Answers the lane that dials overlay edges. */
    public LaneChannel overlayLane() {
        return overlayLane;
    }

    /** Answers how packets of one connection are packed into one system call. */
    public SegmentedDatagramPacketAllocator segmentation() {
        return segmentation;
    }

    /** Closes the lanes, which frees the codecs' native memory, and then the socket. Every connection must have ended. */
    public ChannelFuture close() {
        for (Channel lane : new Channel[] {serverLane, overlayLane}) {
            Failures.log("close a lane", lane.close());
        }
        return socket.close();
    }
}
