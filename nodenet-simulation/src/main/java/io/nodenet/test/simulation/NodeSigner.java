package io.nodenet.test.simulation;

import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.SigningJob;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.transport.TimeSource;
import io.nodenet.wire.FrameType;
import java.util.function.UnaryOperator;

/** Signs what a {@link SimulatedNode} sends, genuinely or with what stands in for signatures, each message with a time of its own. */
final class NodeSigner {
    private final byte[] publicKey;
    private final UnaryOperator<byte[]> signer;
    private final TimeSource clock;
    private long lastSentNanos = Long.MIN_VALUE;

    /** Creates the signer of an identity; if its signatures are trusted, it makes stand-ins. */
    NodeSigner(Identity identity, boolean trusted, TimeSource clock) {
        this.publicKey = identity.publicKey();
        this.signer = trusted ? digest -> StandInSignatures.sign(publicKey, digest) : identity::sign;
        this.clock = clock;
    }

    /** Returns the Ed25519 key of the node; not copied, must not be changed. */
    byte[] publicKey() {
        return publicKey;
    }

    SignedMessage sign(SigningJob job) {
        return job.sign(publicKey, signer, nextSentNanos());
    }

    /** Signs a message, which is not copied. */
    SignedMessage sign(FrameType type, NodeId target, byte[] payload) {
        return sign(type, target, nextSentNanos(), payload);
    }

    /** Signs a message, which is not copied, with a time that is not looked at. */
    SignedMessage sign(FrameType type, NodeId target, long sentNanos, byte[] payload) {
        return RoutedSigning.sign(publicKey, signer, type, target, sentNanos, payload);
    }

    private long nextSentNanos() {
        lastSentNanos = Math.max(clock.wallNanos(), lastSentNanos + 1);
        return lastSentNanos;
    }
}
