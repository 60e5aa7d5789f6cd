package io.nodenet.transport.media;

import io.netty.buffer.ByteBuf;
import io.nodenet.media.MediaSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Carries datagrams from some threads to others in order: bounded, without a lock, and without allocation once its cells have grown to the
 * frames that it carries.
 *
 * <p>It is the bounded queue of D. Vyukov, whose cells keep their buffers: a thread that is interrupted while it copies holds up nobody but
 * those who would take its frame.
 */
final class FrameRing {
    private static final int MIN_CELL_BYTES = 64;

    private final Cell[] cells;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();

    /** One datagram that was taken and is to be {@linkplain #free freed}. */
    static final class Cell {
        private final AtomicLong sequence;
        private long position;
        private byte[] frame = new byte[0];
        private ByteBuffer payload = ByteBuffer.wrap(frame);
        private int length;
        private long stampNanos;
        private long lifetimeNanos;

        private Cell(int index) {
            sequence = new AtomicLong(index);
        }

        /** Returns the array of which the first {@link #length} bytes are channel and payload. */
        byte[] frame() {
            return frame;
        }

        int length() {
            return length;
        }

        int channel() {
            return Byte.toUnsignedInt(frame[0]);
        }

        /** Returns the payload, the same read-only buffer each time the cell is used: as new, whatever was done to it before. */
        ByteBuffer payload() {
            return payload.clear().limit(length - 1).order(ByteOrder.BIG_ENDIAN);
        }

        /** Returns what was given with the datagram: when it came. */
        long stampNanos() {
            return stampNanos;
        }

        /** Returns whether the datagram has waited longer than it may. */
        boolean isExpired(long nowNanos) {
            return lifetimeNanos > 0 && nowNanos - stampNanos >= lifetimeNanos;
        }

        private byte[] reserve(int bytes) {
            if (frame.length < bytes) {
                int size = Math.max(MIN_CELL_BYTES, Integer.highestOneBit(bytes - 1) << 1);
                frame = new byte[Math.min(size, 1 + MediaSession.MAX_DATAGRAM_BYTES)];
                payload = ByteBuffer.wrap(frame).position(1).slice().asReadOnlyBuffer();
            }
            length = bytes;
            return frame;
        }
    }

    /**
     * Creates an empty ring.
     *
     * @param capacity a power of two, 2 or more
     */
    FrameRing(int capacity) {
        if (capacity < 2 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("A ring has 2, 4, 8 or more cells, not " + capacity);
        }
        cells = new Cell[capacity];
        for (int i = 0; i < capacity; i++) {
            cells[i] = new Cell(i);
        }
    }

    /**
     * Adds a datagram; returns false if the ring is full.
     *
     * @param payload left as it is; what reading it throws is thrown, and its place is one of a datagram that has waited too long
     * @param lifetimeNanos how long from {@code nowNanos} on it is of use, 0 indefinitely
     */
    boolean offer(int channel, ByteBuffer payload, long nowNanos, long lifetimeNanos) {
        Cell cell = claim();
        if (cell == null) {
            return false;
        }
        int bytes = payload.remaining();
        byte[] frame = cell.reserve(1 + bytes);
        frame[0] = (byte) channel;
        try {
            payload.get(payload.position(), frame, 1, bytes);
        } catch (RuntimeException | Error e) { // such as memory that is gone
            publish(cell, nowNanos - 1, 1); // others wait behind it: its time is over
            throw e;
        }
        publish(cell, nowNanos, lifetimeNanos);
        return true;
    }

    /** Adds a frame that was received, which is not empty; returns false if the ring is full. */
    boolean offer(ByteBuf frame, long receivedNanos) {
        Cell cell = claim();
        if (cell == null) {
            return false;
        }
        int bytes = frame.readableBytes();
        frame.getBytes(frame.readerIndex(), cell.reserve(bytes), 0, bytes);
        publish(cell, receivedNanos, 0);
        return true;
    }

    private @Nullable Cell claim() {
        for (; ; ) {
            long position = tail.get();
            Cell cell = at(position);
            long ahead = cell.sequence.get() - position;
            if (ahead < 0) {
                return null;
            }
            if (ahead == 0 && tail.compareAndSet(position, position + 1)) {
                cell.position = position;
                return cell;
            }
        }
    }

    private static void publish(Cell cell, long stampNanos, long lifetimeNanos) {
        cell.stampNanos = stampNanos;
        cell.lifetimeNanos = lifetimeNanos;
        cell.sequence.set(cell.position + 1);
    }

    /** Takes the oldest datagram; null if there is none, or it is still being copied. */
    @Nullable
    Cell take() {
        return take(false, 0);
    }

    /** Takes the oldest datagram if it has waited longer than it may. */
    @Nullable
    Cell takeExpired(long nowNanos) {
        return take(true, nowNanos);
    }

    private @Nullable Cell take(boolean expiredOnly, long nowNanos) {
        for (; ; ) {
            long position = head.get();
            Cell cell = at(position);
            long ahead = cell.sequence.get() - (position + 1);
            // while the position stands, nobody writes to its cell: what is read here is what is claimed below
            if (ahead < 0 || (ahead == 0 && expiredOnly && !cell.isExpired(nowNanos))) {
                return null;
            }
            if (ahead == 0 && head.compareAndSet(position, position + 1)) {
                return cell;
            }
        }
    }

    /** Gives back a cell that was taken. */
    void free(Cell cell) {
        cell.sequence.set(cell.position + cells.length);
    }

    /** Returns about how many datagrams the ring holds; exactly if nobody else uses it now. */
    int size() {
        long taken = head.get();
        return (int) Math.max(0, tail.get() - taken);
    }

    private Cell at(long position) {
        return cells[(int) position & cells.length - 1];
    }
}
