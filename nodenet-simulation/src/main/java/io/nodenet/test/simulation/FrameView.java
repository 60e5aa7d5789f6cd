package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.util.Arrays;

/** Reads a frame, and the routed message in it, where they lie. Reusable: speaks of the last frame that was read. */
public final class FrameView {
    private final FrameHeader header = new FrameHeader();
    private final RoutedMessageView message = new RoutedMessageView();
    private boolean routed;

    /** Creates a view of nothing. */
    public FrameView() {}

    /**
     * Reads a frame.
     *
     * @param frame backed by an array; neither changed nor kept
     * @return whether it carries a routed message, which {@link #message} gives
     */
    public boolean read(ByteBuf frame) {
        int offset = frame.arrayOffset() + frame.readerIndex();
        routed = FrameCodec.parse(frame.array(), offset, frame.readableBytes(), header) == Outcome.OK
                && header.type().isRouted()
                && message.parse(frame.array(), header.payloadOffset(), header.payloadLength()) == Outcome.OK;
        return routed;
    }

    /** Returns the type of the frame, if that could be read. */
    public FrameType type() {
        return header.type();
    }

    /** Returns the routed message, if there is one. */
    public RoutedMessageView message() {
        return message;
    }

    /** Returns whether the routed message names the owner of an Ed25519 key as its originator. */
    boolean isOf(byte[] key) {
        return routed
                && Arrays.equals(
                        message.array(), message.keyOffset(), message.keyOffset() + key.length, key, 0, key.length);
    }
}
