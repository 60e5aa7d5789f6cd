package io.nodenet.transport.quic.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.nodenet.transport.quic.loop.Failures;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A virtual parent channel for one QUIC codec, so that several codecs of different roles share the UDP sockets.
 *
 * <p>Its pipeline is {@link LaneBridge} and the codec. It reads nothing itself, {@link PacketDemux} feeds it; what the codec
 * writes goes to a real socket.
 */
public final class LaneChannel extends AbstractChannel {
    /** What the codec may send of handshakes while it closes one connection: twice the largest flight, a server's with its certificate. */
    private static final int CLOSING_HANDSHAKE_BYTES = 16_384;

    /** How often the codec is nudged before it closes: the first time it finds that it is time to repeat, the second it does. */
    private static final int NUDGES = 2;

    /** The longest time that a close waits for the peer. */
    private static final long ANSWER_MILLIS = 500;

    private static final int SHORT_HEADER = 0x40;

    /** As many bytes behind the connection ID as the shortest packet has that can be opened: number and tag. */
    private static final int REST = 4 + 16;

    private static final int TYPE_BITS = 0xf0;
    private static final int HANDSHAKE = 0xe0;

    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final CodecAddresses codecAddresses;
    private final BooleanSupplier writable;
    private final ChannelConfig config = new DefaultChannelConfig(this);
    private boolean touched;
    private boolean closing;
    private int closingBytes;
    private volatile boolean open = true;

    /**
     * Makes a lane, which must be registered on the event loop of the sockets.
     *
     * @param writable tells whether the sockets have room
     */
    LaneChannel(ByteBufAllocator allocator, CodecAddresses codecAddresses, BooleanSupplier writable) {
        super(null);
        this.codecAddresses = codecAddresses;
        this.writable = writable;
        config.setOption(ChannelOption.ALLOCATOR, allocator);
    }

    /**
     * Has the codec receive a packet, which is taken over.
     *
     * <p>The codec is called, not the pipeline: the pipeline of the socket is around this call and that of the stream within it, and the JVM's
     * compiler inlines a method into itself once only.
     */
    void receive(DatagramPacket packet) {
        touched = true;
        ChannelHandlerContext codec = pipeline().lastContext();
        if (codec == null) { // the lane is closed
            packet.release();
            return;
        }
        try {
            ((ChannelInboundHandler) codec.handler()).channelRead(codec, packet);
        } catch (Throwable e) { // as the pipeline does
            codec.fireExceptionCaught(e);
        }
    }

    /** Ends a burst of packets if there was one: the codec then answers. */
    void readComplete() {
        if (touched) {
            touched = false;
            pipeline().fireChannelReadComplete();
        }
    }

    /**
     * Has the codec look at a connection: whether its handshake is complete, and what is to be sent. It does so whenever it has received
     * something, so it receives a packet that nobody has sent, and that it drops because no key opens it.
     */
    void nudge(WirePath path) {
        ByteBuf nothing = alloc().directBuffer(1 + Long.BYTES + REST)
                .writeByte(SHORT_HEADER)
                .writeLong(path.connectionId())
                .writeZero(REST);
        receive(new DatagramPacket(nothing, (InetSocketAddress) path.socket().localAddress(), path.codecAddress()));
        readComplete();
    }

    /**
     * Closes a connection of this lane with application code 0 and an empty reason; see {@link #close(QuicChannel, int, String)}.
     */
    public void close(QuicChannel connection) {
        close(connection, 0, "");
    }

    /**
     * Closes a connection of this lane with an application code and a reason in ASCII, at once or soon. On the loop of the lane.
     *
     * <p>The close is sent once, with the keys of the finished handshake, which a peer that was dialed has only once the end of the handshake
     * has reached it. So the close waits for a packet that shows that it has, {@value #ANSWER_MILLIS} ms at most.
     */
    public void close(QuicChannel connection, int code, String reason) {
        WirePath path = pathOf(connection);
        if (path != null && path.isAwaitingAnswer()) {
            return;
        }
        Runnable now = () -> closeNow(connection, code, reason);
        if (path != null && path.awaitAnswer(() -> eventLoop().execute(now))) {
            eventLoop().schedule(now, ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            now.run();
        }
    }

    private @Nullable WirePath pathOf(QuicChannel connection) {
        return connection.remoteSocketAddress() instanceof InetSocketAddress remote
                ? codecAddresses.find(remote)
                : null;
    }

    /**
     * Closes a connection.
     *
     * <p>Once closed, quiche acknowledges the peer's handshake without end if it has just become time to repeat its own part: the repetition
     * that is due is not sent any more, and stays due, and the peer is never told. A loop that is late brings that about, so what is due is
     * sent before; and what is sent meanwhile has a limit, at which the connection ends without telling the peer.
     */
    private void closeNow(QuicChannel connection, int code, String reason) {
        sendWhatIsDue(connection);
        if (!connection.isOpen()) {
            return;
        }
        // one by one: the codec drops nothing but the packet that is refused
        connection
                .config()
                .setOption(
                        QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, SegmentedDatagramPacketAllocator.NONE);
        closing = true;
        closingBytes = 0;
        try {
            Failures.log(
                    "send a close",
                    connection.close(true, code, Unpooled.copiedBuffer(reason, StandardCharsets.US_ASCII)));
        } finally {
            closing = false;
        }
    }

    private void sendWhatIsDue(QuicChannel connection) {
        WirePath path = pathOf(connection);
        for (int i = 0; i < NUDGES && path != null && connection.isOpen(); i++) {
            nudge(path);
        }
    }

    @Override
    public ChannelFuture write(Object message) {
        if (closing && message instanceof DatagramPacket packet && isHandshake(packet)) {
            closingBytes += packet.content().readableBytes();
            if (closingBytes > CLOSING_HANDSHAKE_BYTES) {
                packet.release();
                throw new IllegalStateException("A closed connection does not stop sending");
            }
        }
        return super.write(message);
    }

    private static boolean isHandshake(DatagramPacket packet) {
        int at = packet.content().readerIndex();
        return packet.content().isReadable() && (packet.content().getByte(at) & TYPE_BITS) == HANDSHAKE;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public boolean isWritable() {
        return writable.getAsBoolean();
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new LaneUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("A lane has no address");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        open = false;
    }

    @Override
    protected void doBeginRead() {
        // PacketDemux feeds the pipeline.
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        throw new UnsupportedOperationException("LaneBridge diverts every write to a socket");
    }

    private final class LaneUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException("The codec takes the connects of this lane"));
        }
    }
}
