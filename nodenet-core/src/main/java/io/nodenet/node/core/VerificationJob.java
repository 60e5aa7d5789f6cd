package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.nodenet.kad.NodeId;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.RoutedMessageView;
import io.nodenet.routing.RoutedSigning;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.util.Arrays;

/**
 * One routed message whose signature is to be checked, on a slice of its frame that it holds.
 *
 * <p>{@link #verify} is called once, on any one thread; everything else belongs to the loop.
 */
public final class VerificationJob {
    private final EdgeConnection connection;
    private final FrameType type;
    private final NodeId originator;
    private final long signatureKey;
    private final long staleAtNanos;
    private final int payloadLength;
    private final ByteBuf message;
    private final RoutedMessageView view = new RoutedMessageView();

    VerificationJob(
            EdgeConnection connection,
            FrameType type,
            NodeId originator,
            long signatureKey,
            long staleAtNanos,
            int payloadLength,
            ByteBuf message) {
        this.connection = connection;
        this.type = type;
        this.originator = originator;
        this.signatureKey = signatureKey;
        this.staleAtNanos = staleAtNanos;
        this.payloadLength = payloadLength;
        this.message = message;
    }

    /** Answers who claims to have signed the message: jobs of one originator must stay in order. Any thread. */
    public NodeId originator() {
        return originator;
    }

    /** Checks the signature; costs about 100 µs. */
    public boolean verify() {
        int offset = message.arrayOffset() + message.readerIndex();
        return view.parse(message.array(), offset, message.readableBytes()) == Outcome.OK
                && RoutedSigning.verify(view, type);
    }

    EdgeConnection connection() {
        return connection;
    }

    FrameType type() {
        return type;
    }

    long signatureKey() {
        return signatureKey;
    }

    long staleAtNanos() {
        return staleAtNanos;
    }

    /** Tells whether a message for the same target is the same in everything that is signed, and in its signature. */
    boolean isCopy(FrameType otherType, RoutedMessageView other) {
        int signedEnd = payloadLength + RoutedMessageView.SIGNATURE_LENGTH;
        int start = message.arrayOffset() + message.readerIndex();
        int end = start + message.readableBytes();
        int key = start + other.keyOffset() - other.offset();
        byte[] array = message.array();
        byte[] others = other.array();
        return otherType == type
                && other.payloadLength() == payloadLength
                && Arrays.equals(
                        array,
                        key,
                        key + RoutedMessageView.KEY_AND_SENT_LENGTH,
                        others,
                        other.keyOffset(),
                        other.keyOffset() + RoutedMessageView.KEY_AND_SENT_LENGTH)
                && Arrays.equals(
                        array, end - signedEnd, end, others, other.payloadOffset(), other.payloadOffset() + signedEnd);
    }

    byte[] payload() {
        return view.payload();
    }

    void release() {
        message.release();
    }
}
