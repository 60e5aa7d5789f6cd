package io.nodenet.sample.call.media;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame as pages write and read it, kind included, whose size fits its kind. Sequence numbers and stamps belong to the page that wrote them.
 *
 * @param bytes belongs to the frame; from position to limit
 */
public record PageFrame(FrameKind kind, ByteBuffer bytes) {
    private static final int FLAGS_OFFSET = 1;
    private static final int KEY_FLAG = 1;

    /** Returns the frame in a message of a page, null if there is none. */
    public static @Nullable PageFrame of(ByteBuffer message) {
        if (!message.hasRemaining()) {
            return null;
        }
        FrameKind kind = FrameKind.ofCode(message.get(message.position()));
        return kind != null && kind.takes(message.remaining()) ? new PageFrame(kind, message) : null;
    }

    /** Returns a copy of a frame from a session, null if its size does not fit. */
    static @Nullable PageFrame received(FrameKind kind, ByteBuffer payload) {
        if (payload.remaining() < WireFrame.HEADER_BYTES
                || !kind.takes(payload.remaining() - WireFrame.HEADER_BYTES + 1)) {
            return null;
        }
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining() - WireFrame.HEADER_BYTES + 1);
        copy.put((byte) kind.code());
        copy.put(1, payload, payload.position() + WireFrame.HEADER_BYTES, copy.capacity() - 1);
        copy.position(0);
        return new PageFrame(kind, copy);
    }

    int size() {
        return bytes.remaining();
    }

    int sequence() {
        return bytes.getInt(bytes.position() + kind.sequenceOffset());
    }

    /** Returns the microseconds since 1970 at which the encoder had finished it, by the clock of its page. */
    long stamp() {
        return bytes.getLong(bytes.position() + kind.sequenceOffset() + Integer.BYTES);
    }

    boolean isKey() {
        return kind == FrameKind.VIDEO && (bytes.get(bytes.position() + FLAGS_OFFSET) & KEY_FLAG) != 0;
    }
}
