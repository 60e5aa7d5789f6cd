package io.nodenet.node.core.message;

import io.nodenet.fact.DropReason;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.SigningJob;
import io.nodenet.routed.SignedMessage;
import io.nodenet.wire.FrameType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Has the answers and lookups of this node signed, those for different neighbours in turn.
 *
 * <p>A signature costs about 70 µs of a crypto thread, and strangers decide how many answers are due. So few are in flight at a time, and
 * one neighbour can have only {@value #EDGE_SHARE} of those that wait.
 */
public final class Signatures {
    /** The most messages that wait to be signed, those in flight included; more are dropped. */
    static final int MAX_WAITING = 512;

    /** The most of them for one neighbour. */
    static final int EDGE_SHARE = 32;

    /** The messages given to the crypto port at a time. */
    static final int MAX_IN_FLIGHT = 16;

    private final CryptoOutput crypto;
    private final Counts counts;
    private final FairQueue<NodeId, Waiting> waiting = new FairQueue<>();
    private final Map<NodeId, Integer> shares = new HashMap<>();
    private int total;
    private int inFlight;

    private record Waiting(NodeId owner, SigningJob job) {}

    public Signatures(CryptoOutput crypto, Counts counts) {
        this.crypto = crypto;
        this.counts = counts;
    }

    /**
     * Has a message signed, unless too many wait.
     *
     * @param owner on whose behalf: the neighbour that brought the question, or the node itself
     * @param payload not copied; must not change afterwards
     * @param then goes on with the message in a later input
     */
    public void sign(NodeId owner, FrameType type, NodeId target, byte[] payload, Consumer<SignedMessage> then) {
        sign(owner, type, target, signer -> payload, then);
    }

    /**
     * Has a message with a signature inside signed, unless too many wait; returns whether it will be.
     *
     * @param owner on whose behalf: who brought the question, or the node itself
     * @param payload makes the payload, given what signs with the node's key; called on any thread
     * @param then goes on with the message in a later input
     */
    public boolean sign(
            NodeId owner,
            FrameType type,
            NodeId target,
            Function<UnaryOperator<byte[]>, byte[]> payload,
            Consumer<SignedMessage> then) {
        if (total == MAX_WAITING || shares.getOrDefault(owner, 0) == EDGE_SHARE) {
            counts.drop(DropReason.SIGNING_OVERLOAD);
            return false;
        }
        total++;
        shares.merge(owner, 1, Integer::sum);
        SigningJob job = new SigningJob(type, target, payload, message -> {
            inFlight--;
            ended(owner);
            then.accept(message);
            serve();
        });
        waiting.add(owner, new Waiting(owner, job));
        serve();
        return true;
    }

    private void serve() {
        while (inFlight < MAX_IN_FLIGHT) {
            Waiting next = waiting.poll();
            if (next == null) {
                return;
            }
            if (crypto.sign(next.job)) {
                inFlight++;
            } else {
                counts.drop(DropReason.SIGNING_OVERLOAD);
                ended(next.owner);
            }
        }
    }

    private void ended(NodeId owner) {
        total--;
        shares.computeIfPresent(owner, (any, share) -> share == 1 ? null : share - 1);
    }
}
