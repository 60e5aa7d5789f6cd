package io.nodenet.node.core.message;

import io.netty.buffer.ByteBuf;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.NodeIdCache;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.routed.Freshness;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.ForwardingDecision;
import io.nodenet.transport.WriteResult;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;

/**
 * Checks routed messages in the normative order and forwards them, or passes on those that end here (docs/protocol/02, section 7, [V]).
 *
 * <p>Forwarding allocates nothing when the originator's key is cached: the hop budget is patched where it lies and the same bytes are
 * copied to the next hop.
 */
public final class RoutedFrames {
    private final int difficulty;
    private final Turn turn;
    private final Edges edges;
    private final NodeIdCache originators;
    private final Verifications verifications;
    private final ForwardSampler sampler;
    private final Counts counts;
    private final RoutedMessageView message = new RoutedMessageView();
    private final ForwardingDecision decision = new ForwardingDecision();

    public RoutedFrames(
            int difficulty,
            Turn turn,
            Edges edges,
            NodeIdCache originators,
            Verifications verifications,
            ForwardSampler sampler,
            Counts counts) {
        this.difficulty = difficulty;
        this.turn = turn;
        this.edges = edges;
        this.originators = originators;
        this.verifications = verifications;
        this.sampler = sampler;
        this.counts = counts;
    }

    public void onFrame(EdgeConnection from, FrameHeader header, ByteBuf frame) {
        Outcome outcome = message.parse(frame.array(), header.payloadOffset(), header.payloadLength());
        if (outcome != Outcome.OK) {
            counts.drop(DropReason.MALFORMED_ENVELOPE);
        } else if (!from.edge().budget().tryForward(turn.nowNanos())) {
            counts.drop(DropReason.RATE_LIMITED_FORWARD);
        } else {
            NodeId originator = originators.nodeIdOf(message.array(), message.keyOffset());
            if (!ProofOfWork.satisfies(originator, difficulty)) {
                counts.drop(DropReason.ORIGINATOR_PROOF_OF_WORK);
                return;
            }
            from.edge().clockVoice().hear(originator, message.sentNanos(), turn.nowNanos(), turn.wallNanos());
            if (!Freshness.isFresh(message.sentNanos(), turn.wallNanos())) {
                counts.drop(DropReason.STALE);
            } else {
                route(from, header.type(), originator, frame);
            }
        }
    }

    private void route(EdgeConnection from, FrameType type, NodeId originator, ByteBuf frame) {
        switch (decision.decide(edges.table(), message, from.edge(), type == FrameType.LOOKUP)) {
            case FORWARD -> forward(from, type, originator, frame);
            case HOPS_EXHAUSTED -> end(from, type, originator, frame, DropReason.HOPS_EXHAUSTED);
            case DEAD_END -> end(from, type, originator, frame, DropReason.DEAD_END);
            case DELIVER -> {
                if (verifications.serves(type)) {
                    verifications.submit(from, type, originator, message, frame);
                } else {
                    counts.drop(DropReason.UNSERVED_TYPE);
                }
            }
        }
    }

    /** Ends a message that can go no farther: a look-up is answered by whoever it comes to last, the others are lost. */
    private void end(EdgeConnection from, FrameType type, NodeId originator, ByteBuf frame, DropReason reason) {
        if (type == FrameType.LOOKUP && verifications.serves(type)) {
            verifications.submit(from, type, originator, message, frame);
        } else {
            counts.drop(reason);
        }
    }

    private void forward(EdgeConnection from, FrameType type, NodeId originator, ByteBuf frame) {
        if (!from.edge().budget().tryForwardBytes(frame.readableBytes(), turn.nowNanos())) {
            counts.drop(DropReason.RATE_LIMITED_FORWARD_BYTES);
            return;
        }
        message.patchTtl(decision.outTtl());
        for (int i = 0; i < decision.hopCount(); i++) {
            Edge hop = decision.hop(i);
            WriteResult result = hop.send(frame, turn.nowNanos());
            if (result == WriteResult.ACCEPTED) {
                counts.count(NodeCounter.FORWARDED);
                sampler.onForwarded(from, type, originator, message, frame);
                return;
            }
            if (result == WriteResult.CLOSED) {
                edges.dropClosed(hop);
            }
        }
        end(from, type, originator, frame, DropReason.NEXT_HOPS_FAILED);
    }
}
