package io.nodenet.node.core.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.routed.Contact;
import io.nodenet.routed.ContactListCodec;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import java.util.List;
import java.util.function.Predicate;

/**
 * Writes the answer to a question for contacts: those that this node knows nearest to an ID, nearest first, and its own behind them
 * (docs/protocol/02, section 7).
 *
 * <p>[L] Contacts that can be dialed are told rather than others, and few addresses of each, so that no answer is ever too large (W-15);
 * private ones to those alone who may know where the nodes of this site are (W-18). Allocates nothing once the buffer has grown.
 */
public final class AnswerWriter {
    /** How many contacts an answer has besides this node's own. */
    static final int CONTACTS = ContactListCodec.MAX_CONTACTS - 1;

    /** How many addresses of a contact are told. */
    static final int ENDPOINTS_EACH = 3;

    private final KnowledgeTable knowledge;
    private final SelfCoordinates self;
    private final KnownContact[] dialable = new KnownContact[CONTACTS];
    private final KnownContact[] others = new KnownContact[CONTACTS];
    /** Made once: a method reference at its place of use would be made anew for each answer. */
    private final Predicate<KnownContact> mayBeDialed = this::mayBeDialed;

    private final Predicate<KnownContact> isUndialable = this::isUndialable;
    private final ByteBuf buffer = Unpooled.buffer();
    private NodeId asker = NodeId.ZERO;
    private boolean knowsSite;

    public AnswerWriter(KnowledgeTable knowledge, SelfCoordinates self) {
        this.knowledge = knowledge;
        this.self = self;
    }

    /**
     * Writes an answer.
     *
     * @param asks who asks, and is not told of itself
     * @param mayKnowSite whether private addresses of others are told
     * @return the payload of the answer, valid until the next call
     */
    public ByteBuf write(long nonce, NodeId target, NodeId asks, boolean mayKnowSite) {
        asker = asks;
        knowsSite = mayKnowSite;
        int told = knowledge.closest(target, mayBeDialed, dialable);
        int besides = told == CONTACTS ? 0 : Math.min(CONTACTS - told, knowledge.closest(target, isUndialable, others));
        buffer.clear().writeLong(nonce);
        ContactListCodec.writeCount(told + besides + 1, buffer);
        int other = 0;
        for (int i = 0; i < told; i++) {
            while (other < besides && target.isCloser(others[other].id(), dialable[i].id())) {
                write(others[other++]);
            }
            write(dialable[i]);
        }
        while (other < besides) {
            write(others[other++]);
        }
        Contact own = self.contact();
        ContactListCodec.writeContact(own, own.endpoints().size(), buffer);
        return buffer;
    }

    private boolean mayBeDialed(KnownContact contact) {
        return !endpointsOf(contact).isEmpty() && !contact.id().equals(asker);
    }

    private boolean isUndialable(KnownContact contact) {
        return endpointsOf(contact).isEmpty() && !contact.id().equals(asker);
    }

    private List<Endpoint> endpointsOf(KnownContact contact) {
        return knowsSite ? contact.endpointsToTell() : contact.endpointsToTellBeyondSite();
    }

    private void write(KnownContact contact) {
        ContactListCodec.writeContact(
                contact.id(), contact.key(), contact.capabilities(), endpointsOf(contact), ENDPOINTS_EACH, buffer);
    }
}
