package io.nodenet.transport.quic.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.nodenet.transport.media.MediaEnd;
import io.nodenet.transport.quic.socket.QuicLanes;

/**
 * Hands the datagrams of a media session to the codec, no more than it has room for, and keeps those that it did not take: none is lost without
 * being counted. The loop only.
 */
final class DatagramPump implements MediaEnd.FrameSink {
    /** As many as the codec holds go into it at once, and leave it in as few system calls as possible. */
    private static final int BATCH = QuicLanes.SENT_DATAGRAMS;

    /** How many batches leave in one turn of the loop. */
    private static final int MAX_ROUNDS = 4;

    private final Channel quic;
    private final MediaEnd end;
    private final Marker marker = new Marker();
    private final ByteBuf[] staged = new ByteBuf[BATCH];
    private int count;
    private boolean blocked;

    DatagramPump(Channel quic, MediaEnd end) {
        this.quic = quic;
        this.end = end;
    }

    /** Returns whether datagrams wait until packets of the connection leave. */
    boolean isBlocked() {
        return blocked;
    }

    /** Hands over what waits; returns whether more waits for its turn. */
    boolean pump(long nowNanos) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            while (count < BATCH && end.nextFrame(this, nowNanos)) {
                // the next one
            }
            if (count == 0) {
                blocked = false;
                return false;
            }
            blocked = !write();
            if (blocked) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void take(byte[] frame, int length) {
        staged[count++] = PooledByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(frame, 0, length);
    }

    /** Returns whether the codec took everything. */
    private boolean write() {
        for (int i = 0; i < count; i++) {
            quic.write(staged[i].retain(), quic.voidPromise());
            quic.write(marker, quic.voidPromise());
        }
        marker.reset();
        quic.flush();
        int taken = Math.min(count, marker.asked());
        for (int i = 0; i < taken; i++) {
            staged[i].release();
        }
        count -= taken;
        System.arraycopy(staged, taken, staged, 0, count);
        return count == 0;
    }

    /** Drops what waits; returns how many datagrams of the application that were. */
    int dispose() {
        int dropped = 0;
        for (int i = 0; i < count; i++) {
            dropped += staged[i].getByte(0) == 0 ? 0 : 1;
            staged[i].release();
        }
        count = 0;
        return dropped;
    }
}
