package io.nodenet.transport.media;

import io.netty.buffer.ByteBuf;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaSession;
import java.util.Arrays;

/** One message while it comes in: it is handed over whole, or counted and dropped. The loop only. */
public final class InboundMessage {
    private static final int MAX_FRAME = 1 + MediaSession.MAX_MESSAGE_BYTES;
    private static final int FIRST_BYTES = 1024;
    private static final byte[] NOTHING = {};

    private final MessageIntake intake;
    private byte[] frame = NOTHING;
    private int length;
    private boolean over;

    InboundMessage(MessageIntake intake) {
        this.intake = intake;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @param chunk borrowed
     * @return false if the rest of the stream is not wanted: the message is dropped
     */
    public boolean onBytes(ByteBuf chunk, long nowNanos) {
        if (over) {
            return false;
        }
        int more = chunk.readableBytes();
        if (length + more > MAX_FRAME) {
            return drop(MediaCounter.RX_DROPPED_MESSAGES);
        }
        MediaCounter refusal = intake.refusal(more, nowNanos);
        if (refusal != null) {
            return drop(refusal);
        }
        if (frame.length < length + more) {
            int grown = Math.max(FIRST_BYTES, Math.max(length + more, 2 * frame.length));
            frame = Arrays.copyOf(frame, Math.min(MAX_FRAME, grown));
        }
        chunk.getBytes(chunk.readerIndex(), frame, length, more);
        length += more;
        return true;
    }

    /** The stream has ended in order. */
    public void onFin(long receivedNanos) {
        if (over) {
            return;
        }
        if (length == 0) {
            drop(MediaCounter.RX_DROPPED_MESSAGES);
        } else if (Byte.toUnsignedInt(frame[0]) < MediaSession.MIN_CHANNEL) {
            drop(MediaCounter.RX_DROPPED_RESERVED);
        } else {
            over = true;
            intake.deliver(frame, length, receivedNanos);
            frame = NOTHING;
        }
    }

    /** The stream was reset, took too long, or the session has ended: nothing of it is delivered. */
    public void onAbandoned() {
        if (!over) {
            drop(MediaCounter.RX_DROPPED_MESSAGES);
        }
    }

    /** Returns whether it was handed over or dropped. */
    public boolean isOver() {
        return over;
    }

    private boolean drop(MediaCounter counter) {
        over = true;
        intake.drop(length, counter);
        frame = NOTHING;
        return false;
    }
}
