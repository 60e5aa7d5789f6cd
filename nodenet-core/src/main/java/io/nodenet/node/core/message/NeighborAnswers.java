package io.nodenet.node.core.message;

import io.netty.buffer.ByteBufUtil;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.NonceCodec;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;

/**
 * Answers lookups that end here and sibling requests of neighbours with the contacts nearest to what was asked for, and with this node's
 * own (docs/protocol/02, section 7), as {@link AnswerWriter} chooses them.
 */
public final class NeighborAnswers {
    private final Turn turn;
    private final EdgeTable edges;
    private final SelfCoordinates self;
    private final OriginLimiter limiter;
    private final OwnMessages messages;
    private final Counts counts;
    private final AnswerWriter writer;
    private final Cursor cursor = new Cursor();

    public NeighborAnswers(
            Turn turn,
            EdgeTable edges,
            KnowledgeTable knowledge,
            SelfCoordinates self,
            OriginLimiter limiter,
            OwnMessages messages,
            Counts counts) {
        this.turn = turn;
        this.edges = edges;
        this.self = self;
        this.limiter = limiter;
        this.messages = messages;
        this.counts = counts;
        this.writer = new AnswerWriter(knowledge, self);
    }

    /** Returns a neighbour, over the connection that it asked on, with the contacts nearest to this node. */
    public void onSiblings(EdgeConnection connection, FrameHeader header, byte[] array) {
        if (!connection.edge().budget().tryControl(turn.nowNanos())) {
            counts.drop(DropReason.RATE_LIMITED_CONTROL);
            return;
        }
        long nonce = NonceCodec.readQuestion(cursor.reset(array, header.payloadOffset(), header.payloadLength()));
        if (cursor.failed()) {
            counts.drop(DropReason.MALFORMED_PAYLOAD);
            return;
        }
        byte[] answer = answer(nonce, self.id(), connection.peer());
        messages.reply(connection, FrameType.NEIGHBORS, answer, () -> counts.count(NodeCounter.ANSWERS_SENT));
    }

    /** Returns a look-up that ends here, with the contacts nearest to its target. */
    public void onLookup(VerificationJob lookup) {
        if (!limiter.tryTake(lookup.originator())) {
            counts.drop(DropReason.RATE_LIMITED_ORIGINATOR);
            return;
        }
        byte[] payload = lookup.payload();
        long nonce = NonceCodec.readQuestion(cursor.reset(payload, 0, payload.length));
        if (cursor.failed()) {
            counts.drop(DropReason.MALFORMED_PAYLOAD);
            return;
        }
        NodeId originator = lookup.originator();
        byte[] answer = answer(nonce, lookup.target(), originator);
        messages.route(
                lookup.connection().edge(),
                FrameType.NEIGHBORS,
                originator,
                answer,
                () -> counts.count(NodeCounter.ANSWERS_SENT));
    }

    private byte[] answer(long nonce, NodeId target, NodeId asker) {
        return ByteBufUtil.getBytes(writer.write(nonce, target, asker, self.mayKnowSite(edges.get(asker))));
    }
}
