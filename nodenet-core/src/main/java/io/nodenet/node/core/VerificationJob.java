package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.nodenet.kad.NodeId;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.RoutedMessageView;
import io.nodenet.routing.RoutedSigning;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.util.ArrayDeque;

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
    private final ByteBuf message;
    private final RoutedMessageView view = new RoutedMessageView();
    private final ArrayDeque<VerificationJob> copies = new ArrayDeque<>(2);

    VerificationJob(
            EdgeConnection connection,
            FrameType type,
            NodeId originator,
            long signatureKey,
            long staleAtNanos,
            ByteBuf message) {
        this.connection = connection;
        this.type = type;
        this.originator = originator;
        this.signatureKey = signatureKey;
        this.staleAtNanos = staleAtNanos;
        this.message = message;
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

    /** The copies that wait behind this one, in case it was tampered with on its way. */
    ArrayDeque<VerificationJob> copies() {
        return copies;
    }

    byte[] payload() {
        return view.payload();
    }

    void release() {
        message.release();
    }
}
