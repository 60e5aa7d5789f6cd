package io.nodenet.transport.quic.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import java.net.InetSocketAddress;

/**
 * Packs several packets of one connection into one system call, which the kernel cuts into datagrams.
 *
 * <p>It is what Netty's {@code EpollQuicUtils} makes, which fails on the module path: the codec's descriptor names the module of epoll
 * wrongly, so that the codec cannot read it (4.2.18).
 */
final class SegmentedPackets implements SegmentedDatagramPacketAllocator {
    private final int maxSegments;

    private SegmentedPackets(int maxSegments) {
        this.maxSegments = maxSegments;
    }

    /** Returns an allocator for epoll, or one that never packs if the kernel cannot segment. */
    static SegmentedDatagramPacketAllocator ofEpoll(int maxSegments) {
        return EpollDatagramChannel.isSegmentedDatagramPacketSupported()
                ? new SegmentedPackets(maxSegments)
                : SegmentedDatagramPacketAllocator.NONE;
    }

    @Override
    public int maxNumSegments() {
        return maxSegments;
    }

    @Override
    public DatagramPacket newPacket(ByteBuf content, int segmentSize, InetSocketAddress recipient) {
        return new SegmentedDatagramPacket(content, segmentSize, recipient);
    }

    /** Returns packets of {@link #newPacket}, for another recipient; takes over their content. */
    static DatagramPacket addressed(SegmentedDatagramPacket packets, InetSocketAddress recipient) {
        return new SegmentedDatagramPacket(packets.content(), packets.segmentSize(), recipient);
    }
}
