package io.nodenet.transport.quic.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** One bound UDP socket. Opened and closed off the loop. */
public final class UdpEndpoint {
    /** What the system is asked to hold in each direction, in bytes. */
    public static final int SOCKET_BUFFER = 7 << 20;

    private final DatagramChannel socket;

    /**
     * What the sockets of a transport are made of.
     *
     * @param demux makes the reader of a socket
     */
    public record Parts(QuicNativeSupport support, EventLoopGroup group, Supplier<PacketDemux> demux) {}

    private UdpEndpoint(DatagramChannel socket) {
        this.socket = socket;
    }

    /**
     * Opens and binds a socket; blocks until that is done. Any thread but the loop.
     *
     * @throws CannotBindException if it cannot be bound
     */
    static UdpEndpoint open(Parts parts, InetSocketAddress address) {
        ChannelFuture bound = UdpBootstrap.of(
                        parts.support, parts.group, address.getAddress(), SOCKET_BUFFER, parts.demux.get())
                .bind(address)
                .awaitUninterruptibly();
        if (bound.cause() != null) {
            throw CannotBindException.of(address, bound.cause());
        }
        return new UdpEndpoint((DatagramChannel) bound.channel());
    }

    /** Returns the address that the socket is bound to. Any thread. */
    public InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    /** Returns the socket. */
    public Channel channel() {
        return socket;
    }

    /** Closes the socket. */
    public ChannelFuture close() {
        return socket.close();
    }
}
