package io.nodenet.routing;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Frames that wait, in order, until an edge has moved to another connection; a bounded number. */
final class HeldFrames {
    /** The most bytes that are kept: one frame of the largest size. */
    static final int MAX_BYTES = 65_536;

    /** The most frames that are kept, so that small ones do not cost many times their size. */
    static final int MAX_FRAMES = 1_024;

    private final ArrayDeque<ByteBuf> frames = new ArrayDeque<>();
    private int bytes;

    /** Keeps a copy of a frame; returns whether there is room for it. */
    boolean add(ByteBuf frame) {
        if (frames.size() == MAX_FRAMES || bytes + frame.readableBytes() > MAX_BYTES) {
            return false;
        }
        bytes += frame.readableBytes();
        frames.add(frame.copy());
        return true;
    }

    /** Returns the frame that waits for longest, null if none does. */
    @Nullable
    ByteBuf peek() {
        return frames.peek();
    }

    /** Forgets the frame that waits for longest. */
    void remove() {
        ByteBuf frame = frames.remove();
        bytes -= frame.readableBytes();
        frame.release();
    }

    /** Forgets all frames; returns how many there were. */
    int clear() {
        int count = frames.size();
        frames.forEach(ByteBuf::release);
        frames.clear();
        bytes = 0;
        return count;
    }
}
