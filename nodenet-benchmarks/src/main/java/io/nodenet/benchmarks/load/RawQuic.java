package io.nodenet.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The reference for the scenarios: Netty's QUIC codec alone, with the same socket options, mutual authentication and number of event loops
 * as a nodenet transport, the same transport parameters but larger windows, and nobody who checks certificates.
 */
final class RawQuic implements AutoCloseable {
    private static final String PROTOCOL = "raw";
    private static final int SEGMENTS = 10;
    private static final int RECEIVED_DATAGRAMS = 1024;

    /** More than is written at once, so that none is dropped as long as congestion control lets all of them out. */
    private static final int SENT_DATAGRAMS = 256;

    private final EventLoopGroup group;
    private final Channel socket;

    private RawQuic(ChannelHandler codec) throws InterruptedException {
        boolean epoll = Epoll.isAvailable();
        group = new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, 7 << 20)
                .option(ChannelOption.SO_SNDBUF, 7 << 20)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(epoll ? 65_536 : 2048))
                .handler(codec);
        if (epoll) {
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 2048);
        }
        socket = bootstrap.bind(new InetSocketAddress("127.0.0.1", 0)).sync().channel();
    }

    /** Listens on loopback; each stream of each connection gets a handler. */
    static RawQuic server(Supplier<ChannelHandler> streamHandler) throws Exception {
        return server(streamHandler, ChannelInboundHandlerAdapter::new);
    }

    /** Listens on loopback; each stream of each connection gets a handler, and each connection gets one that reads its datagrams. */
    static RawQuic server(Supplier<ChannelHandler> streamHandler, Supplier<ChannelHandler> connectionHandler)
            throws Exception {
        X509Bundle certificate = certificate();
        QuicSslContext tls = QuicSslContextBuilder.forServer(
                        certificate.getKeyPair().getPrivate(), null, certificate.getCertificate())
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .clientAuth(ClientAuth.REQUIRE)
                .applicationProtocols(PROTOCOL)
                .build();
        return new RawQuic(parameters(new QuicServerCodecBuilder())
                .sslContext(tls)
                // the default signs the ID of each packet again, which is unnecessary for a codec that knows its
                // connections
                .connectionIdAddressGenerator(QuicConnectionIdGenerator.randomGenerator())
                .initialMaxStreamsBidirectional(100)
                .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segmentation())
                .initialMaxStreamsUnidirectional(256)
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel channel) {
                        channel.pipeline().addLast(connectionHandler.get());
                    }
                })
                .streamHandler(new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel channel) {
                        channel.pipeline().addLast(streamHandler.get());
                    }
                })
                .build());
    }

    /** Binds a socket to dial from. */
    static RawQuic client() throws Exception {
        X509Bundle certificate = certificate();
        QuicSslContext tls = QuicSslContextBuilder.forClient()
                .keyManager(certificate.getKeyPair().getPrivate(), null, certificate.getCertificate())
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .applicationProtocols(PROTOCOL)
                .build();
        return new RawQuic(parameters(new QuicClientCodecBuilder())
                .sslEngineProvider((QuicChannel q) -> tls.newEngine(q.alloc()))
                .build());
    }

    /** Returns the address of this socket. */
    InetSocketAddress address() {
        return (InetSocketAddress) socket.localAddress();
    }

    /** Dials and opens one stream. */
    QuicStreamChannel connect(InetSocketAddress server, ChannelHandler streamHandler) throws Exception {
        return dial(server)
                .createStream(QuicStreamType.BIDIRECTIONAL, streamHandler)
                .get(10, TimeUnit.SECONDS);
    }

    /** Dials without opening a stream. */
    QuicChannel dial(InetSocketAddress server) throws Exception {
        return QuicChannel.newBootstrap(socket)
                .remoteAddress(server)
                .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segmentation())
                .streamHandler(new ChannelInboundHandlerAdapter())
                .connect()
                .get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.close().syncUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static <B extends QuicCodecBuilder<B>> B parameters(B builder) {
        return builder.maxIdleTimeout(5, TimeUnit.MINUTES)
                .initialMaxData(786_432)
                .initialMaxStreamDataBidirectionalLocal(524_288)
                .initialMaxStreamDataBidirectionalRemote(524_288)
                .initialMaxStreamDataUnidirectional(524_288)
                .datagram(RECEIVED_DATAGRAMS, SENT_DATAGRAMS)
                .localConnectionIdLength(8)
                .activeConnectionIdLimit(8)
                .maxSendUdpPayloadSize(1350)
                .maxRecvUdpPayloadSize(1500);
    }

    private static SegmentedDatagramPacketAllocator segmentation() {
        return Epoll.isAvailable()
                ? EpollQuicUtils.newSegmentedAllocator(SEGMENTS)
                : SegmentedDatagramPacketAllocator.NONE;
    }

    private static X509Bundle certificate() throws Exception {
        return new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=raw")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }
}
