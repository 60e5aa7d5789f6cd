package io.nodenet.sample.call.media;

import io.nodenet.media.MediaSession;
import io.nodenet.metrics.Labels;
import org.jspecify.annotations.Nullable;

/** The kinds of frames that a page and its node exchange, and the channel of the media session on which each travels. */
public enum FrameKind {
    /** {@code [seq u32][stamp u64][Opus]}, one datagram each. */
    AUDIO(1, 17, 13, 1_187),
    /** {@code [flags u8][seq u32][stamp u64][width u16][height u16][VP8]}, one message each. */
    VIDEO(2, 18, 18, 65_532);

    /** The channel for control messages between the two nodes of a call. */
    static final int CONTROL_CHANNEL = MediaSession.MIN_CHANNEL;

    /** The bytes that each kind has before its sequence number, apart from the kind. */
    private static final int KIND_BYTES = 1;

    private final int code;
    private final int channel;
    private final int minBytes;
    private final int maxBytes;

    FrameKind(int code, int channel, int minBytes, int maxBytes) {
        this.code = code;
        this.channel = channel;
        this.minBytes = minBytes;
        this.maxBytes = maxBytes;
    }

    /** Returns the first byte of such a frame. */
    public int code() {
        return code;
    }

    int channel() {
        return channel;
    }

    /** Returns the size of such a frame without content, kind included. */
    public int minBytes() {
        return minBytes;
    }

    /** Returns the largest size of such a frame, kind included. */
    public int maxBytes() {
        return maxBytes;
    }

    /** Returns whether a frame, kind included, may have this size. */
    boolean takes(int bytes) {
        return bytes > minBytes && bytes <= maxBytes;
    }

    int sequenceOffset() {
        return this == VIDEO ? KIND_BYTES + 1 : KIND_BYTES;
    }

    /** Returns the name used in metrics. */
    public String label() {
        return Labels.of(this);
    }

    static @Nullable FrameKind ofCode(int code) {
        for (FrameKind kind : VALUES) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }

    static @Nullable FrameKind ofChannel(int channel) {
        for (FrameKind kind : VALUES) {
            if (kind.channel == channel) {
                return kind;
            }
        }
        return null;
    }

    private static final FrameKind[] VALUES = values();
}
