package io.nodenet.sample.call.media;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Writes frames as they travel between nodes, {@code [send time u32, microseconds][frame without its kind]}. Not thread-safe: one buffer serves all. */
final class WireFrame {
    static final int HEADER_BYTES = Integer.BYTES;

    private final ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + FrameKind.VIDEO.maxBytes());

    /** Returns a frame stamped with the current time; valid until the next call. */
    ByteBuffer write(PageFrame frame, long nowNanos) {
        ByteBuffer bytes = frame.bytes();
        int length = bytes.remaining() - 1;
        buffer.clear();
        buffer.putInt(sendTime(nowNanos));
        buffer.put(HEADER_BYTES, bytes, bytes.position() + 1, length);
        return buffer.position(0).limit(HEADER_BYTES + length);
    }

    /** Returns the time that frames carry; it wraps. */
    static int sendTime(long nowNanos) {
        return (int) TimeUnit.NANOSECONDS.toMicros(nowNanos);
    }
}
