package io.nodenet.node.core.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.Contact;
import io.nodenet.routed.ContactListCodec;
import io.nodenet.routed.NonceCodec;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers look-ups that end here and sibling requests of neighbours with the contacts nearest to what was asked for, and with this node's
 * own (docs/protocol/02, section 7).
 *
 * <p>[L] Contacts that can be dialed are told rather than others, and few addresses of each, so that no answer is ever too large (W-15).
 */
public final class NeighborAnswers {
    /** How many contacts an answer has besides this node's own. */
    static final int CONTACTS = ContactListCodec.MAX_CONTACTS - 1;

    /** How many addresses of a contact are told. */
    static final int ENDPOINTS_EACH = 3;

    private final Turn turn;
    private final KnowledgeTable knowledge;
    private final SelfCoordinates self;
    private final OriginLimiter limiter;
    private final OwnMessages messages;
    private final Counts counts;
    private final Cursor cursor = new Cursor();
    private final KnownContact[] nearest = new KnownContact[CONTACTS];
    private final ByteBuf buffer = Unpooled.buffer();

    public NeighborAnswers(
            Turn turn,
            KnowledgeTable knowledge,
            SelfCoordinates self,
            OriginLimiter limiter,
            OwnMessages messages,
            Counts counts) {
        this.turn = turn;
        this.knowledge = knowledge;
        this.self = self;
        this.limiter = limiter;
        this.messages = messages;
        this.counts = counts;
    }

    /** Answers a neighbour, over the connection that it asked on, with the contacts nearest to this node. */
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

    /** Answers a look-up that ends here, with the contacts nearest to its target. */
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
        int dialable = knowledge.closest(
                target, contact -> contact.isDialable() && !contact.id().equals(asker), nearest);
        List<Contact> contacts = new ArrayList<>(CONTACTS + 1);
        for (int i = 0; i < dialable; i++) {
            contacts.add(nearest[i].toContact(ENDPOINTS_EACH));
        }
        int others = dialable == CONTACTS ? 0 : knowledge.closest(target, contact -> !contact.isDialable(), nearest);
        for (int i = 0; i < others && contacts.size() < CONTACTS; i++) {
            contacts.add(nearest[i].toContact(0));
        }
        contacts.sort((a, b) -> target.compareDistance(a.id(), b.id()));
        contacts.add(self.contact());
        NonceCodec.writeAnswer(nonce, contacts, buffer.clear());
        return ByteBufUtil.getBytes(buffer);
    }
}
