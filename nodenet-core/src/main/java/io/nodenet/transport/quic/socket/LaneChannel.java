package io.nodenet.transport.quic.socket;

import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A virtual parent channel for one QUIC codec, so that several codecs of different roles share one UDP socket.
 *
 * <p>Its pipeline is {@link LaneBridge} and the codec. It reads nothing itself, {@link PacketDemux} feeds it; what the codec
 * writes goes to the real socket.
 */
public final class LaneChannel extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final Channel socket;
    private final ChannelConfig config = new DefaultChannelConfig(this);
    private boolean touched;
    private volatile boolean open = true;

    /** Makes a lane over a socket, on whose event loop it must be registered. */
    LaneChannel(Channel socket) {
        super(null);
        this.socket = socket;
        config.setOption(ChannelOption.ALLOCATOR, socket.alloc());
    }

    /** Marks that packets were fed since the last {@link #readComplete()}. */
    void touch() {
        touched = true;
    }

    /** Ends a burst of packets if there was one: the codec then answers. */
    void readComplete() {
        if (touched) {
            touched = false;
            pipeline().fireChannelReadComplete();
        }
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
        return socket.isWritable();
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
        return socket.localAddress();
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("A lane is bound with its socket");
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
        throw new UnsupportedOperationException("LaneBridge diverts every write to the socket");
    }

    private final class LaneUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException("The codec takes the connects of this lane"));
        }
    }
}
