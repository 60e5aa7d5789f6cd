package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.messenger.envelope.Envelope;
import io.nodenet.sample.messenger.store.Contact;
import io.nodenet.sample.messenger.store.ContactStore;
import io.nodenet.sample.messenger.store.MessageState;
import io.nodenet.sample.messenger.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Puts what contacts write into the database, each message once and in the order of its sender, and acknowledges it after the commit.
 *
 * <p>Not thread-safe.
 */
final class Inbox {
    private final ContactStore contacts;
    private final MessageStore messages;
    private final TransactionOperations transactions;
    private final Courier courier;
    private final Changes changes;
    private final DropCounters drops;
    private final Limits limits;
    private final HoldBack heldBack;

    Inbox(Storage storage, Courier courier, Changes changes, DropCounters drops, Limits limits) {
        this.contacts = storage.contacts();
        this.messages = storage.messages();
        this.transactions = storage.transactions();
        this.courier = courier;
        this.changes = changes;
        this.drops = drops;
        this.limits = limits;
        this.heldBack = new HoldBack(limits.heldBack());
    }

    /** Takes a message of an accepted contact. */
    void take(Contact contact, Envelope.Message message) {
        NodeId sender = contact.id();
        if (message.stream() < contact.inbound().stream()) {
            drops.add(DropReason.OLD_STREAM);
            return;
        }
        if (message.stream() > contact.inbound().stream()) {
            heldBack.forget(sender);
        }
        Contact.Sequence expected = expected(contact, message);
        if (message.sequence() < expected.next()) {
            drops.add(DropReason.DUPLICATE);
            acknowledge(sender, expected);
        } else if (message.sequence() > expected.next()) {
            hold(contact, message, expected);
        } else {
            store(contact, message, expected);
        }
    }

    /** The contact was removed. */
    void forget(NodeId contact) {
        heldBack.forget(contact);
    }

    /** How many messages wait for an earlier one. */
    int heldBack() {
        return heldBack.size();
    }

    /**
     * Answers which message of the stream comes next. What lies before the sender's base was acknowledged, so if it is not here, this
     * side has forgotten the contact since; it does not come again.
     */
    private static Contact.Sequence expected(Contact contact, Envelope.Message message) {
        Contact.Sequence inbound = contact.inbound();
        return message.stream() == inbound.stream()
                ? inbound.withNext(Math.max(inbound.next(), message.base()))
                : new Contact.Sequence(message.stream(), message.base());
    }

    private void hold(Contact contact, Envelope.Message message, Contact.Sequence expected) {
        if (message.stream() != contact.inbound().stream()) {
            contacts.setInbound(contact.id(), expected, 0);
        }
        if (!heldBack.add(contact.id(), expected.next(), message)) {
            drops.add(DropReason.HELD_BACK_FULL);
        }
    }

    private void store(Contact contact, Envelope.Message first, Contact.Sequence expected) {
        NodeId sender = contact.id();
        List<Envelope.Message> run = new ArrayList<>();
        run.add(first);
        run.addAll(heldBack.following(sender, expected.next() + 1));
        Contact.Sequence after = expected.withNext(expected.next() + run.size());
        transactions.executeWithoutResult(status -> {
            int arrived = 0;
            for (Envelope.Message message : run) {
                if (messages.hasReceived(sender, message.id())) {
                    drops.add(DropReason.DUPLICATE);
                } else {
                    messages.append(
                            sender,
                            MessageState.RECEIVED,
                            message.id(),
                            message.sequence(),
                            message.text(),
                            message.sentAt());
                    arrived++;
                }
            }
            contacts.setInbound(sender, after, arrived);
            if (after.next() % Limits.PRUNE_EVERY < run.size()) {
                messages.prune(sender, limits.history());
            }
        });
        heldBack.release(sender, after.next());
        acknowledge(sender, after);
        changes.chat(sender);
        changes.contacts();
    }

    private void acknowledge(NodeId sender, Contact.Sequence expected) {
        courier.send(sender, new Envelope.Ack(expected.stream(), expected.next() - 1));
    }
}
