package io.nodenet.node.core.port;

import io.netty.buffer.ByteBuf;
import io.nodenet.SealedBoxException;
import io.nodenet.identity.Ed25519;
import io.nodenet.identity.Identity;
import io.nodenet.identity.SealedBox;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One routed message whose signature is to be checked, on a slice of its frame that it holds.
 *
 * <p>{@link #verify} is called once, on any one thread; everything else belongs to the loop.
 */
public final class VerificationJob {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** How old a box may be: its message was found fresh, and is not much younger than the box. */
    private static final Duration MAX_SEALED_AGE = Duration.ofSeconds(60);

    private final EdgeConnection connection;
    private final FrameType type;
    private final NodeId originator;
    private final Continuation continuation;
    private final long signatureKey;
    private final int payloadLength;
    private final ByteBuf message;
    private final RoutedMessageView view = new RoutedMessageView();
    private byte @Nullable [] payload;
    private byte @Nullable [] opened;

    /** Goes on with a message once its signature was checked; called on the loop. */
    public interface Continuation {
        void verified(VerificationJob job, boolean good);
    }

    /**
     * Creates a job, which holds a slice of the frame until it is finished.
     *
     * @param frame stays the caller's
     */
    public VerificationJob(
            EdgeConnection connection,
            FrameType type,
            NodeId originator,
            RoutedMessageView message,
            ByteBuf frame,
            Continuation continuation) {
        this.connection = connection;
        this.type = type;
        this.originator = originator;
        this.continuation = continuation;
        this.signatureKey = signatureKey(message);
        this.payloadLength = message.payloadLength();
        int length = message.signatureOffset() + RoutedMessageView.SIGNATURE_LENGTH - message.offset();
        this.message = frame.retainedSlice(message.offset() - frame.arrayOffset(), length);
    }

    /** Returns the bytes that the job holds. */
    public int bytes() {
        return message.capacity();
    }

    /** Goes on with the message, then lets it go; called once, on the loop. */
    public void finish(boolean good) {
        try {
            continuation.verified(this, good);
        } finally {
            release();
        }
    }

    /**
     * Returns 64 bits of a signature. Only the originator can make another valid signature with the same bits, which costs no one but
     * itself a message.
     */
    public static long signatureKey(RoutedMessageView message) {
        int at = message.signatureOffset();
        return (long) LONGS.get(message.array(), at) ^ (long) LONGS.get(message.array(), at + 32);
    }

    /** Returns who claims to have signed the message: jobs of one originator must stay in order. Any thread. */
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

    /**
     * Opens the payload if it is a box that its originator has sealed for this node and tied to itself; called once, on the thread that
     * verified the message, after that. Any other payload is left as it is: it may mean something to the application.
     *
     * @param wallNanos the time in nanoseconds since 1970
     */
    public void open(Identity self, long wallNanos) {
        if (type != FrameType.ROUTE || !view.target().equals(self.nodeId())) {
            return;
        }
        byte[] sealed = view.payload();
        payload = sealed;
        if (!SealedBox.hasForm(sealed)) {
            return;
        }
        try {
            SealedBox box = SealedBox.open(self, sealed, SealedBox.boundTo(originator), wallNanos, MAX_SEALED_AGE);
            opened = box.sender().equals(originator) ? box.content() : null;
        } catch (SealedBoxException e) {
            opened = null;
        }
    }

    /** Returns what was sealed in the payload, null if nothing was; only once the job is finished. */
    public byte @Nullable [] opened() {
        return opened;
    }

    public EdgeConnection connection() {
        return connection;
    }

    public FrameType type() {
        return type;
    }

    public long signatureKey() {
        return signatureKey;
    }

    /** Returns whether a message for the same target is the same in everything that is signed, and in its signature. */
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

    /** Returns the payload, which belongs to whoever takes it; only once the message was verified. */
    public byte[] payload() {
        byte[] copied = payload;
        return copied == null ? view.payload() : copied;
    }

    /** Returns whom the message is for; only once it was verified. */
    public NodeId target() {
        return view.target();
    }

    /** Returns a copy of the originator's 32-byte Ed25519 key; only once it was verified. */
    public byte[] key() {
        return Arrays.copyOfRange(view.array(), view.keyOffset(), view.keyOffset() + Ed25519.KEY_LENGTH);
    }

    public void release() {
        message.release();
    }
}
