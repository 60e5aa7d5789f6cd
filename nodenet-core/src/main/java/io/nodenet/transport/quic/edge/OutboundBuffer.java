package io.nodenet.transport.quic.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundInvoker;
import io.nodenet.transport.NodeLoop;
import io.nodenet.wire.Varint;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bounded aggregation buffer of one connection: frames are copied in, and leave as one write per turn of the loop, or as soon as the
 * buffer is full.
 *
 * <p>While a write waits for the peer, frames gather in the next buffer. When neither moves for the send deadline the owner is
 * told (docs/protocol/04, section 5.5, [V]). The loop only, except {@link #isWritable()}.
 */
final class OutboundBuffer {
    private static final int INITIAL_CAPACITY = LendingAllocator.CAPACITY;

    /** Fractions of the send deadline at which movement is looked for. */
    private static final int STALL_PROBES = 4;

    /** What was written so long ago has arrived, after a repetition if need be. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Whom the buffer belongs to. */
    interface Owner {
        /** Bytes wait to be flushed. */
        void onFlushNeeded();

        /** There is room again after a refusal. */
        void onRoom();

        /** Nothing moved for the send deadline. */
        void onStalled();

        /** A write failed; the stream is in an unknown position. */
        void onWriteFailed(Throwable cause);
    }

    private final ByteBufAllocator buffers;
    private final int highWater;
    private final long deadlineNanos;
    private final NodeLoop loop;
    private final Owner owner;
    private final ChannelFutureListener written = this::onWritten;
    private @Nullable ByteBuf pending;
    private @Nullable ByteBuf inFlight;
    private int expectedBytes = INITIAL_CAPACITY;
    private long writes;
    private long watchedWrite;
    private int watchedIndex;
    private long movedAtNanos;
    private boolean watching;
    private boolean refused;
    private boolean closed;
    private long wroteAtNanos;
    private volatile boolean writable = true;

    /**
     * Makes an empty buffer.
     *
     * @param buffers gives direct buffers
     * @param highWater the bytes beyond which no further frame is taken
     * @param deadlineNanos the send deadline; not positive is unbounded
     */
    OutboundBuffer(ByteBufAllocator buffers, int highWater, long deadlineNanos, NodeLoop loop, Owner owner) {
        this.buffers = buffers;
        this.highWater = highWater;
        this.deadlineNanos = deadlineNanos;
        this.loop = loop;
        this.owner = owner;
    }

    /**
     * Copies a frame behind its length prefix; false if there is no room, then nothing was taken.
     *
     * @param stream is handed what gathered in this turn before a frame is refused; null if there is none yet
     */
    boolean offer(ByteBuf frame, @Nullable ChannelOutboundInvoker stream) {
        if (queued() > highWater && stream != null) {
            flush(stream);
        }
        if (closed || queued() > highWater) { // a write that fails may have ended the connection
            refused = true;
            return false;
        }
        int length = frame.readableBytes();
        ByteBuf buffer = pending;
        if (buffer == null) {
            int room = Math.max(INITIAL_CAPACITY, highWater - queued());
            buffer = buffers.directBuffer(Math.max(Math.min(expectedBytes, room), length + 3));
            pending = buffer;
        }
        Varint.write(length, buffer);
        buffer.writeBytes(frame, frame.readerIndex(), length);
        if (queued() > highWater) {
            writable = false;
        }
        return true;
    }

    /** Returns whether a frame of any size would be taken. Any thread. */
    boolean isWritable() {
        return writable;
    }

    /** Returns the bytes that the network has not taken yet. */
    int queued() {
        ByteBuf first = inFlight;
        ByteBuf second = pending;
        return (first == null ? 0 : first.readableBytes()) + (second == null ? 0 : second.readableBytes());
    }

    /** Returns for how long bytes have waited without any being taken, negative if none wait. */
    long waitingNanos() {
        ByteBuf buffer = inFlight;
        if (buffer == null) {
            return -1;
        }
        long now = loop.time().nanos();
        if (writes != watchedWrite || buffer.readerIndex() != watchedIndex) {
            see(buffer, now);
        }
        return now - movedAtNanos;
    }

    /** Returns whether nothing waits, and nothing was written lately that may not have arrived. */
    boolean isQuiet() {
        return queued() == 0 && (writes == 0 || loop.time().nanos() - wroteAtNanos > QUIET_NANOS);
    }

    /** Writes what gathered as one buffer, unless the previous one still waits. */
    void flush(ChannelOutboundInvoker stream) {
        ByteBuf buffer = pending;
        if (buffer == null || inFlight != null) {
            return;
        }
        pending = null;
        inFlight = buffer;
        writes++;
        expectedBytes = Math.max(INITIAL_CAPACITY, buffer.readableBytes());
        wroteAtNanos = loop.time().nanos();
        // the stream releases it once, and it is used again
        ChannelFuture future = stream.write(buffer.retain());
        if (future.isDone()) {
            onWritten(future);
        } else {
            future.addListener(written);
            watch(buffer);
        }
    }

    private void onWritten(ChannelFuture future) {
        endWrite();
        Throwable cause = future.cause();
        if (cause != null) {
            owner.onWriteFailed(cause);
            return;
        }
        int queued = queued();
        writable = queued <= highWater;
        if (queued > 0) {
            owner.onFlushNeeded();
        }
        if (refused && queued <= highWater / 2) {
            refused = false;
            owner.onRoom();
        }
    }

    private void endWrite() {
        ByteBuf buffer = inFlight;
        if (buffer != null) {
            inFlight = null;
            buffer.release();
        }
    }

    /** Notes how far the write that waits has come. */
    private void see(ByteBuf buffer, long nowNanos) {
        watchedWrite = writes;
        watchedIndex = buffer.readerIndex();
        movedAtNanos = nowNanos;
    }

    private void watch(ByteBuf buffer) {
        see(buffer, loop.time().nanos());
        if (!watching && deadlineNanos > 0) {
            watching = true;
            loop.schedule(this::probe, Math.max(1, deadlineNanos / STALL_PROBES));
        }
    }

    @SuppressWarnings("ReferenceEquality") // whether it is the very same buffer
    private void probe() {
        watching = false;
        ByteBuf buffer = inFlight;
        if (buffer == null) {
            return;
        }
        if (writes != watchedWrite || buffer.readerIndex() != watchedIndex) {
            watch(buffer);
        } else if (loop.time().nanos() - movedAtNanos >= deadlineNanos) {
            owner.onStalled();
        } else {
            watching = true;
            loop.schedule(this::probe, Math.max(1, deadlineNanos / STALL_PROBES));
        }
    }

    /** Drops what was not written; what is in progress belongs to the stream. Idempotent. */
    void close() {
        closed = true;
        writable = false;
        endWrite();
        ByteBuf buffer = pending;
        if (buffer != null) {
            pending = null;
            buffer.release();
        }
    }
}
