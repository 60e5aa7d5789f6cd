package io.nodenet.node.core.port;

import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NodeCore;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.wire.FrameType;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A routed message of the core itself on its way through signing: an answer, or a look-up.
 *
 * <p>Built and finished on the loop; {@link #sign} is called once, on any thread.
 */
public final class SigningJob {
    private final FrameType type;
    private final NodeId target;
    private final Function<UnaryOperator<byte[]>, byte[]> payload;
    private final Consumer<SignedMessage> continuation;

    /**
     * Creates a job.
     *
     * @param payload not copied; must not change afterwards
     * @param continuation goes on with the signed message, on the loop
     */
    public SigningJob(FrameType type, NodeId target, byte[] payload, Consumer<SignedMessage> continuation) {
        this(type, target, signer -> payload, continuation);
    }

    /**
     * Creates a job for a message with a signature inside.
     *
     * @param payload makes the payload, given what signs with the node's key; called on any thread
     * @param continuation goes on with the signed message, on the loop
     */
    public SigningJob(
            FrameType type,
            NodeId target,
            Function<UnaryOperator<byte[]>, byte[]> payload,
            Consumer<SignedMessage> continuation) {
        this.type = type;
        this.target = target;
        this.payload = payload;
        this.continuation = continuation;
    }

    /**
     * Signs the message; costs about 70 µs, and half as much again for a signature inside.
     *
     * @param sentNanos the signed time in nanoseconds since 1970, which no other message of the node has
     */
    public SignedMessage sign(Identity identity, long sentNanos) {
        return sign(identity.publicKey(), identity::sign, sentNanos);
    }

    /**
     * Signs the message with a signer of the caller's.
     *
     * @param key the 32-byte Ed25519 key of the originator
     * @param signer signs what it is given
     * @param sentNanos the signed time in nanoseconds since 1970, which no other message of the node has
     */
    public SignedMessage sign(byte[] key, UnaryOperator<byte[]> signer, long sentNanos) {
        return RoutedSigning.sign(key, signer, type, target, sentNanos, payload.apply(signer));
    }

    /** Goes on with the message, for {@link NodeCore#onSigned}. */
    public void finish(SignedMessage message) {
        continuation.accept(message);
    }
}
