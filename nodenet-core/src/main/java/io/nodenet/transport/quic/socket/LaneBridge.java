package io.nodenet.transport.quic.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
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

    /** The sockets with packets that were not flushed yet, usually one. */
    private final List<Channel> unflushed = new ArrayList<>();

    LaneBridge(CodecAddresses codecAddresses, LongSupplier nanos, EnumCounters<TransportCounter> counters) {
        this.codecAddresses = codecAddresses;
        this.nanos = nanos;
        this.counters = counters;
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
        if (packet instanceof SegmentedDatagramPacket packets) {
            writeSegments(path, packets, promise);
        } else {
            write(path, packet.content(), promise);
        }
    }

    private void write(WirePath path, ByteBuf content, ChannelPromise promise) {
        write(path, new DatagramPacket(content, path.remote()), new SocketWrite(path.socket(), promise, counters));
    }

    private void write(WirePath path, DatagramPacket packet, SocketWrite written) {
        Channel socket = path.socket();
        if (!unflushed.contains(socket)) {
            unflushed.add(socket);
        }
        path.sent();
        socket.write(packet, written);
    }

    private void writeSegments(WirePath path, SegmentedDatagramPacket packets, ChannelPromise promise) {
        if (path.maySegment(nanos.getAsLong())) {
            SegmentsWrite written = new SegmentsWrite(path, packets, promise);
            write(path, SegmentedPackets.addressed(packets, path.remote()), written);
        } else {
            writeOneByOne(path, packets.content(), packets.segmentSize(), promise);
        }
    }

    /** Takes over the content; the write of the codec ends with the last packet. */
    private void writeOneByOne(WirePath path, ByteBuf content, int segmentSize, ChannelPromise promise) {
        while (content.readableBytes() > segmentSize) {
            write(path, content.readRetainedSlice(segmentSize), path.socket().voidPromise());
        }
        write(path, content, promise);
    }

    /** The write of several packets at once, which go one by one if the system does not take them so. */
    private final class SegmentsWrite extends SocketWrite {
        private final WirePath path;
        private final ByteBuf again;
        private final int segmentSize;

        SegmentsWrite(WirePath path, SegmentedDatagramPacket packets, ChannelPromise ofCodec) {
            super(path.socket(), ofCodec, counters);
            this.path = path;
            this.again = packets.content().retainedDuplicate();
            this.segmentSize = packets.segmentSize();
        }

        @Override
        void onSent() {
            again.release();
            super.onSent();
        }

        @Override
        void onFailed(Throwable cause) {
            if (SendFailure.mayBeSentOneByOne(cause)) {
                counters.increment(TransportCounter.SEND_UNSEGMENTED);
                path.refuseSegments(nanos.getAsLong());
                writeOneByOne(path, again, segmentSize, ofCodec);
                path.socket().flush();
            } else {
                again.release();
                super.onFailed(cause);
            }
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        while (!unflushed.isEmpty()) {
            // first off the list: what is written during the flush is to be flushed again
            unflushed.remove(unflushed.size() - 1).flush();
        }
    }
}
