package io.nodenet.transport.quic.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** One bound UDP socket. Opened and closed off the loop. */
public final class UdpEndpoint {
    private static final int SOCKET_BUFFER = 7 << 20;

    /** A slot for one datagram, and a buffer of 32 slots that one system call fills. */
    private static final int DATAGRAM_SLOT = 2048;

    private static final int BURST_BUFFER = 65_536;

    /** Packets are never fragmented, and the codec alone decides how large they are (RFC 8899): see ip(7) and ipv6(7). */
    private static final ChannelOption<Integer> DONT_FRAGMENT_IPV4 =
            new IntegerUnixChannelOption("IP_MTU_DISCOVER", 0, 10);

    private static final ChannelOption<Integer> DONT_FRAGMENT_IPV6 =
            new IntegerUnixChannelOption("IPV6_MTU_DISCOVER", 41, 23);

    private static final int PROBE = 3;

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
        Bootstrap bootstrap = new Bootstrap()
                .group(parts.group)
                .channelFactory(parts.support.channelFactory(address.getAddress()))
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .handler(parts.demux.get());
        if (parts.support.isEpoll()) {
            bootstrap
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BURST_BUFFER))
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_SLOT)
                    .option(
                            address.getAddress() instanceof Inet4Address ? DONT_FRAGMENT_IPV4 : DONT_FRAGMENT_IPV6,
                            PROBE);
        } else {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_SLOT));
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
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
