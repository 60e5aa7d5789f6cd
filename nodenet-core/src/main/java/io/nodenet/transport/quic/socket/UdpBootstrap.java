package io.nodenet.transport.quic.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.Inet4Address;
import java.net.InetAddress;

/** Makes what opens a UDP socket: read in bursts where the system can, each datagram in a slot of its own, never fragmented. */
public final class UdpBootstrap {
    /** The slot of one datagram; a longer one is cut off. */
    public static final int DATAGRAM_SLOT = 2048;

    /** 32 slots, which one system call fills. */
    private static final int BURST_BUFFER = 65_536;

    /** Packets are never fragmented, and the codec alone decides how large they are (RFC 8899): see ip(7) and ipv6(7). */
    private static final ChannelOption<Integer> DONT_FRAGMENT_IPV4 =
            new IntegerUnixChannelOption("IP_MTU_DISCOVER", 0, 10);

    private static final ChannelOption<Integer> DONT_FRAGMENT_IPV6 =
            new IntegerUnixChannelOption("IPV6_MTU_DISCOVER", 41, 23);

    private static final int PROBE = 3;

    private UdpBootstrap() {}

    /**
     * Returns what opens a socket.
     *
     * @param address what it is going to be bound to
     * @param bufferBytes what the system is to hold in each direction
     * @param reader what is given each datagram
     */
    public static Bootstrap of(
            QuicNativeSupport support,
            EventLoopGroup group,
            InetAddress address,
            int bufferBytes,
            ChannelHandler reader) {
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channelFactory(support.channelFactory(address))
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, bufferBytes)
                .option(ChannelOption.SO_SNDBUF, bufferBytes)
                .handler(reader);
        if (!support.isEpoll()) {
            return bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_SLOT));
        }
        return bootstrap
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BURST_BUFFER))
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_SLOT)
                .option(address instanceof Inet4Address ? DONT_FRAGMENT_IPV4 : DONT_FRAGMENT_IPV6, PROBE);
    }
}
