package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.contact.Contact;
import io.nodenet.sample.messenger.envelope.Envelope;
import io.nodenet.sample.messenger.store.Conversation;
import io.nodenet.sample.messenger.store.ConversationStore;
import io.nodenet.sample.messenger.store.MessageState;
import io.nodenet.sample.messenger.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores the messages of contacts in the database, each once and in the order of its sender, and acknowledges them after the commit.
 *
 * <p>Not thread-safe.
 */
final class Inbox {
    private final ConversationStore conversations;
    private final MessageStore messages;
    private final TransactionOperations transactions;
    private final Courier courier;
    private final Changes changes;
    private final DropCounters<DropReason> drops;
    private final Limits limits;
    private final HoldBack heldBack;

    Inbox(Storage storage, Courier courier, Changes changes, DropCounters<DropReason> drops, Limits limits) {
        this.conversations = storage.conversations();
        this.messages = storage.messages();
        this.transactions = storage.transactions();
        this.courier = courier;
        this.changes = changes;
        this.drops = drops;
        this.limits = limits;
        this.heldBack = new HoldBack(limits.heldBack());
    }

    /** Accepts a message of an accepted contact. */
    void take(Contact contact, Envelope.Message message) {
        NodeId sender = contact.id();
        Conversation conversation = conversations.with(contact);
        if (message.stream() < conversation.inbound().stream()) {
            drops.add(DropReason.OLD_STREAM);
            return;
        }
        if (message.stream() > conversation.inbound().stream()) {
            heldBack.forget(sender);
        }
        Conversation.Sequence expected = expected(conversation, message);
        if (message.sequence() < expected.next()) {
            drops.add(DropReason.DUPLICATE);
            acknowledge(sender, expected);
        } else if (message.sequence() > expected.next()) {
            hold(conversation, message, expected);
        } else {
            store(conversation, message, expected);
        }
    }

    /** The contact was removed. */
    void forget(NodeId contact) {
        heldBack.forget(contact);
    }

    /** Returns the number of messages that wait for an earlier one. */
    int heldBack() {
        return heldBack.size();
    }

    /**
     * Returns the number of the next message of the stream. Messages before the sender's base were acknowledged, so if they are missing,
     * this side has since forgotten the contact; they are not sent again.
     */
    private static Conversation.Sequence expected(Conversation conversation, Envelope.Message message) {
        Conversation.Sequence inbound = conversation.inbound();
        return message.stream() == inbound.stream()
                ? inbound.withNext(Math.max(inbound.next(), message.base()))
                : new Conversation.Sequence(message.stream(), message.base());
    }

    private void hold(Conversation conversation, Envelope.Message message, Conversation.Sequence expected) {
        if (message.stream() != conversation.inbound().stream()) {
            conversations.put(conversation.withInbound(expected, 0));
        }
        if (!heldBack.add(conversation.contact(), expected.next(), message)) {
            drops.add(DropReason.HELD_BACK_FULL);
        }
    }

    private void store(Conversation conversation, Envelope.Message first, Conversation.Sequence expected) {
        NodeId sender = conversation.contact();
        List<Envelope.Message> run = new ArrayList<>();
        run.add(first);
        run.addAll(heldBack.following(sender, expected.next() + 1));
        Conversation.Sequence after = expected.withNext(expected.next() + run.size());
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
            conversations.put(conversation.withInbound(after, arrived));
            if (after.next() % Limits.PRUNE_EVERY < run.size()) {
                messages.prune(sender, limits.history());
            }
        });
        heldBack.release(sender, after.next());
        acknowledge(sender, after);
        changes.chat(sender);
        changes.contacts();
    }

    private void acknowledge(NodeId sender, Conversation.Sequence expected) {
        courier.send(sender, new Envelope.Ack(expected.stream(), expected.next() - 1));
    }
}
