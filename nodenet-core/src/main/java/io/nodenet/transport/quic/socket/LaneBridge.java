package io.nodenet.transport.quic.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Carries what a lane's codec writes to the socket of the connection, and to the real address of the peer.
 *
 * <p>What the system does not send is counted by cause. Several packets that it does not take in one call are sent one by one, and so are
 * the next ones of that connection for {@link WirePath#UNSEGMENTED}; until the call has ended their content is held a second time, which the
 * socket's own buffer bounds.
 *
 * <p>An empty datagram is the codec's barrier "everything before me was handed over"; it must never reach a peer.
 */
final class LaneBridge extends ChannelOutboundHandlerAdapter {
    private final CodecAddresses codecAddresses;
    private final LongSupplier nanos;
    private final EnumCounters<TransportCounter> counters;
    private final ChannelFutureListener count;

    /** The sockets with packets that were not flushed yet, usually one. */
    private final List<Channel> unflushed = new ArrayList<>();

    LaneBridge(CodecAddresses codecAddresses, LongSupplier nanos, EnumCounters<TransportCounter> counters) {
        this.codecAddresses = codecAddresses;
        this.nanos = nanos;
        this.counters = counters;
        this.count = SendFailure.counting(counters);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        DatagramPacket packet = (DatagramPacket) message;
        if (!packet.content().isReadable()) {
            packet.release();
            flush(ctx);
            promise.trySuccess();
            return;
        }
        WirePath path = codecAddresses.find(packet.recipient());
        if (path == null) {
            // the last words of a connection that has ended
            packet.release();
            promise.trySuccess();
            return;
        }
        ChannelFuture written = packet instanceof SegmentedDatagramPacket packets
                ? writeSegments(path, packets)
                : write(path, packet.content());
        if (!promise.isVoid()) {
            written.addListener(future -> {
                Throwable cause = future.cause();
                if (cause == null) {
                    promise.trySuccess();
                } else {
                    promise.tryFailure(cause);
                }
            });
        }
    }

    private ChannelFuture write(WirePath path, ByteBuf content) {
        return write(path, new DatagramPacket(content, path.remote())).addListener(count);
    }

    private ChannelFuture write(WirePath path, DatagramPacket packet) {
        Channel socket = path.socket();
        if (!unflushed.contains(socket)) {
            unflushed.add(socket);
        }
        path.sent();
        return socket.write(packet);
    }

    private ChannelFuture writeSegments(WirePath path, SegmentedDatagramPacket packets) {
        if (!path.maySegment(nanos.getAsLong())) {
            return writeOneByOne(path, packets.content(), packets.segmentSize());
        }
        ByteBuf again = packets.content().retainedDuplicate();
        int segmentSize = packets.segmentSize();
        InetSocketAddress remote = path.remote();
        return write(path, SegmentedPackets.addressed(packets, remote)).addListener((ChannelFutureListener) written -> {
            Throwable cause = written.cause();
            if (cause != null && SendFailure.mayBeSentOneByOne(cause)) {
                counters.increment(TransportCounter.SEND_UNSEGMENTED);
                path.refuseSegments(nanos.getAsLong());
                writeOneByOne(path, again, segmentSize);
                path.socket().flush();
            } else {
                again.release();
                count.operationComplete(written);
            }
        });
    }

    /** Takes over the content. */
    private ChannelFuture writeOneByOne(WirePath path, ByteBuf content, int segmentSize) {
        while (content.readableBytes() > segmentSize) {
            write(path, content.readRetainedSlice(segmentSize));
        }
        return write(path, content);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        while (!unflushed.isEmpty()) {
            // first off the list: what is written during the flush is to be flushed again
            unflushed.remove(unflushed.size() - 1).flush();
        }
    }
}
