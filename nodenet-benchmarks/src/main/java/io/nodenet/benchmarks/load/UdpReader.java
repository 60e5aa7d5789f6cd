package io.nodenet.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.net.InetSocketAddress;

/** How a UDP socket of Netty receives several packets with one system call. Linux only. */
enum UdpReader {
    /** A slot for each packet, whoever sent it: what nodenet does. */
    RECVMMSG,

    /** One buffer, which the kernel fills with packets of one sender that came right behind each other. */
    UDP_GRO;

    /** Opens a socket on loopback. */
    Channel bind(EventLoopGroup loops, ChannelHandler handler) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(EpollDatagramChannel.class)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, 7 << 20)
                .option(ChannelOption.SO_SNDBUF, 7 << 20)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(65_536))
                .handler(handler);
        if (this == UDP_GRO) {
            bootstrap.option(EpollChannelOption.UDP_GRO, true);
        } else {
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 2048);
        }
        return bootstrap.bind(new InetSocketAddress("127.0.0.1", 0)).sync().channel();
    }
}
