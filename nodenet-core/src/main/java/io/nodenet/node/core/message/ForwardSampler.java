package io.nodenet.node.core.message;

import io.netty.buffer.ByteBuf;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.wire.FrameType;
import java.util.random.RandomGenerator;

/**
 * Verifies a sample of what an edge under load has forwarded through this node, and lowers the budget of an edge that brings forgeries
 * (W-42).
 *
 * <p>Forwarders need not verify: this costs nothing while an edge has more than half of its budget left, and then one verification in
 * {@value #ONE_IN} messages. A forgery found stands for as many that were not looked at, and is charged for them.
 */
public final class ForwardSampler {
    /** One in this many messages is verified. */
    public static final int ONE_IN = 64;

    /** The most samples under verification; more are passed over. */
    public static final int MAX_UNDER_WAY = 16;

    private final Turn turn;
    private final CryptoOutput crypto;
    private final RandomGenerator random;
    private final Counts counts;
    private int underWay;

    public ForwardSampler(Turn turn, CryptoOutput crypto, RandomGenerator random, Counts counts) {
        this.turn = turn;
        this.crypto = crypto;
        this.random = random;
        this.counts = counts;
    }

    /** Looks at a message that was forwarded; the frame stays the caller's. */
    void onForwarded(EdgeConnection from, FrameType type, NodeId originator, RoutedMessageView message, ByteBuf frame) {
        if (!from.edge().budget().isStrained() || underWay == MAX_UNDER_WAY || random.nextInt(ONE_IN) != 0) {
            return;
        }
        VerificationJob job = new VerificationJob(from, type, originator, message, frame, this::onVerified);
        if (crypto.verify(job)) {
            underWay++;
            counts.count(NodeCounter.FORWARDED_SAMPLED);
        } else {
            job.release();
        }
    }

    private void onVerified(VerificationJob job, boolean good) {
        underWay--;
        if (!good) {
            counts.drop(DropReason.FORWARDED_FORGERY);
            job.connection().edge().budget().charge(ONE_IN, turn.nowNanos());
        }
    }
}
