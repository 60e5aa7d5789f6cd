package io.nodenet.node.core.message;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.routed.Contact;
import io.nodenet.routed.ContactListCodec;
import io.nodenet.routed.NonceCodec;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Takes in the contacts of answers that this node asked for (docs/protocol/02, section 7). */
public final class NeighborIntake {
    private final Solicitations solicitations;
    private final OriginLimiter limiter;
    private final Learning learning;
    private final Counts counts;
    private final Cursor cursor = new Cursor();

    public NeighborIntake(Solicitations solicitations, OriginLimiter limiter, Learning learning, Counts counts) {
        this.solicitations = solicitations;
        this.limiter = limiter;
        this.learning = learning;
        this.counts = counts;
    }

    /** Takes an answer whose signature holds. */
    public void onNeighbors(VerificationJob answer) {
        byte[] payload = answer.payload();
        long nonce = NonceCodec.readNonce(cursor.reset(payload, 0, payload.length));
        if (cursor.failed()) {
            counts.drop(DropReason.MALFORMED_PAYLOAD);
            return;
        }
        NodeId answerer = answer.originator();
        if (!solicitations.take(nonce, answerer)) {
            counts.drop(DropReason.UNSOLICITED_NEIGHBORS);
            return;
        }
        if (!limiter.tryTake(answerer)) {
            counts.drop(DropReason.RATE_LIMITED_ORIGINATOR);
            return;
        }
        List<Contact> contacts = new ArrayList<>(ContactListCodec.MAX_CONTACTS);
        if (ContactListCodec.read(cursor, contacts) != Outcome.OK) {
            counts.drop(DropReason.MALFORMED_PAYLOAD);
            return;
        }
        counts.count(NodeCounter.ANSWERS_RECEIVED);
        for (Contact contact : contacts) {
            learn(contact, answer);
        }
    }

    private void learn(Contact contact, VerificationJob answer) {
        if (!contact.id().equals(answer.originator())) {
            learning.fromHearsay(contact);
            return;
        }
        Contact own = new Contact(contact.id(), answer.key(), contact.capabilities(), contact.endpoints());
        if (answer.connection().peer().equals(contact.id())) {
            learning.fromOwner(own, answer.connection());
        } else {
            learning.fromOwner(own);
        }
    }
}
