package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Future;
import io.nodenet.identity.Identity;
import io.nodenet.transport.quic.tls.NodeCertificate;
import io.nodenet.transport.quic.tls.TlsContexts;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A bare QUIC client that can misbehave: opens any streams and writes any bytes. */
final class RawClient implements AutoCloseable {
    /** After so long something hangs; nothing that is tested takes as long, on however busy a machine. */
    static final long SECONDS = 60;

    private static final int DATAGRAMS = 256;

    /** What a node may send on a stream of its own before it is read. */
    private static final int STREAM_WINDOW = 2048;

    /** What is read at a time of such a stream. */
    private static final int READ_BYTES = 512;

    final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    final CompletableFuture<QuicConnectionCloseEvent> closeEvent = new CompletableFuture<>();
    final Channel socket;

    /** The streams that the node has opened; nothing is read of them but on request. */
    final BlockingQueue<QuicStreamChannel> opened = new LinkedBlockingQueue<>();

    private int datagrams;

    /** What a stream brought: bytes, and how it ended. */
    static final class Stream extends ChannelInboundHandlerAdapter {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final CompletableFuture<Throwable> failure = new CompletableFuture<>();

        /** Whether the other side has ended the stream. */
        volatile boolean finished;

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            finished |= event == ChannelInputShutdownEvent.INSTANCE;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
            ByteBuf chunk = (ByteBuf) message;
            chunk.readBytes(bytes, chunk.readableBytes());
            chunk.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failure.complete(cause);
        }
    }

    /** What every client shares: all transport parameters generous, any server certificate trusted. */
    static QuicSslContextBuilder tls() {
        return QuicSslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm("")
                .option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, TlsContexts.signatures())
                .option(BoringSSLContextOption.CLIENT_KEY_TYPES, Set.of("EC", "RSA", "EdDSA", "Ed25519"))
                .applicationProtocols(TlsContexts.OVERLAY);
    }

    static QuicSslContext tls(NodeCertificate own) {
        return tls().keyManager(own.privateKey(), null, own.certificate()).build();
    }

    RawClient() throws Exception {
        this(NodeCertificate.mint(Identity.generate()), "127.0.0.1");
    }

    RawClient(NodeCertificate own, String source) throws Exception {
        QuicSslContext context = tls(own);
        socket = bind(source, q -> context.newEngine(q.alloc()));
    }

    RawClient(Function<QuicChannel, QuicSslEngine> engines) throws Exception {
        socket = bind("127.0.0.1", engines);
    }

    private RawClient(QuicSslContext media) throws Exception {
        datagrams = DATAGRAMS;
        socket = bind("127.0.0.1", q -> media.newEngine(q.alloc()));
    }

    /** Returns a client that opens media sessions under an identity. */
    static RawClient media(Identity identity) throws Exception {
        NodeCertificate own = NodeCertificate.mint(identity);
        return new RawClient(tls().keyManager(own.privateKey(), null, own.certificate())
                .applicationProtocols(TlsContexts.MEDIA)
                .build());
    }

    private Channel bind(String source, Function<QuicChannel, QuicSslEngine> engines) throws Exception {
        QuicClientCodecBuilder builder = new QuicClientCodecBuilder();
        if (datagrams > 0) {
            builder.datagram(datagrams, datagrams)
                    .maxSendUdpPayloadSize(1350)
                    .initialMaxStreamsUnidirectional(1)
                    .initialMaxStreamDataUnidirectional(STREAM_WINDOW);
        }
        ChannelHandler codec = builder.sslEngineProvider(engines)
                .maxIdleTimeout(20, TimeUnit.SECONDS)
                .initialMaxData(1 << 20)
                .initialMaxStreamDataBidirectionalLocal(1 << 20)
                .initialMaxStreamDataBidirectionalRemote(1 << 20)
                .localConnectionIdLength(8)
                .build();
        return new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(codec)
                .bind(source, 0)
                .sync()
                .channel();
    }

    Future<QuicChannel> startConnect(InetSocketAddress remote) {
        return QuicChannel.newBootstrap(socket)
                .remoteAddress(remote)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                        if (event instanceof QuicConnectionCloseEvent close) {
                            closeEvent.complete(close);
                        }
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        // told by the connect future
                    }
                })
                .streamOption(ChannelOption.AUTO_READ, false)
                .streamOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .streamHandler(new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel stream) {
                        opened.add(stream);
                    }
                })
                .connect();
    }

    QuicChannel connect(QuicPeer server) throws Exception {
        return startConnect(server.address()).get(SECONDS, TimeUnit.SECONDS);
    }

    static QuicStreamChannel open(QuicChannel channel, QuicStreamType type, Stream stream) throws Exception {
        return channel.createStream(type, stream).get(SECONDS, TimeUnit.SECONDS);
    }

    static QuicStreamChannel open(QuicChannel channel) throws Exception {
        return open(channel, QuicStreamType.BIDIRECTIONAL, new Stream());
    }

    static void write(QuicStreamChannel stream, int... bytes) {
        ByteBuf buffer = Unpooled.buffer(bytes.length);
        for (int value : bytes) {
            buffer.writeByte(value);
        }
        await(stream.writeAndFlush(buffer));
    }

    /** Waits for an operation, however it ends. */
    static void await(Future<?> operation) {
        assertThat(operation.awaitUninterruptibly(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    QuicConnectionCloseEvent awaitClose() throws Exception {
        return closeEvent.get(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        await(socket.close());
        await(group.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    }
}
