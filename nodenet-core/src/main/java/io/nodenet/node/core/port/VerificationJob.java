package io.nodenet.node.core.port;

import io.netty.buffer.ByteBuf;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One routed message whose signature is to be checked, on a slice of its frame that it holds.
 *
 * <p>{@link #verify} is called once, on any one thread; everything else belongs to the loop.
 */
public final class VerificationJob {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final EdgeConnection connection;
    private final FrameType type;
    private final NodeId originator;
    private final boolean sample;
    private final long signatureKey;
    private final long staleAtNanos;
    private final int payloadLength;
    private final ByteBuf message;
    private final RoutedMessageView view = new RoutedMessageView();

    private VerificationJob(
            EdgeConnection connection,
            FrameType type,
            NodeId originator,
            RoutedMessageView message,
            ByteBuf frame,
            boolean sample,
            long staleAtNanos) {
        this.connection = connection;
        this.type = type;
        this.originator = originator;
        this.sample = sample;
        this.staleAtNanos = staleAtNanos;
        this.signatureKey = signatureKey(message);
        this.payloadLength = message.payloadLength();
        int length = message.signatureOffset() + RoutedMessageView.SIGNATURE_LENGTH - message.offset();
        this.message = frame.retainedSlice(message.offset() - frame.arrayOffset(), length);
    }

    /** Answers the job of a message that ends here and turns stale at a time. */
    public static VerificationJob ofDelivery(
            EdgeConnection connection,
            FrameType type,
            NodeId originator,
            RoutedMessageView message,
            ByteBuf frame,
            long staleAtNanos) {
        return new VerificationJob(connection, type, originator, message, frame, false, staleAtNanos);
    }

    /** Answers the job of a message that was forwarded. */
    public static VerificationJob ofSample(
            EdgeConnection connection, FrameType type, NodeId originator, RoutedMessageView message, ByteBuf frame) {
        return new VerificationJob(connection, type, originator, message, frame, true, 0);
    }

    /**
     * Answers 64 bits of a signature. Only the originator can make another valid signature with the same bits, which costs no one but
     * itself a message.
     */
    public static long signatureKey(RoutedMessageView message) {
        int at = message.signatureOffset();
        return (long) LONGS.get(message.array(), at) ^ (long) LONGS.get(message.array(), at + 32);
    }

    /** Answers who claims to have signed the message: jobs of one originator must stay in order. Any thread. */
    public NodeId originator() {
        return originator;
    }

    /** Checks the signature; costs about 100 µs. */
    public boolean verify() {
        return accept() && RoutedSigning.verify(view, type);
    }

    /** Takes the signature for good without looking: for simulations alone. */
    public boolean accept() {
        int offset = message.arrayOffset() + message.readerIndex();
        return view.parse(message.array(), offset, message.readableBytes()) == Outcome.OK;
    }

    public EdgeConnection connection() {
        return connection;
    }

    public FrameType type() {
        return type;
    }

    /** Tells whether the message was forwarded, else it ends here. */
    public boolean isSample() {
        return sample;
    }

    public long signatureKey() {
        return signatureKey;
    }

    public long staleAtNanos() {
        return staleAtNanos;
    }

    /** Tells whether a message for the same target is the same in everything that is signed, and in its signature. */
    public boolean isCopy(FrameType otherType, RoutedMessageView other) {
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

    public byte[] payload() {
        return view.payload();
    }

    public void release() {
        message.release();
    }
}
