package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.RefusedException;
import io.nodenet.sample.common.contact.Backoff;
import io.nodenet.sample.common.contact.Contact;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.messenger.envelope.Envelope;
import io.nodenet.sample.messenger.store.ChatMessage;
import io.nodenet.sample.messenger.store.Conversation;
import io.nodenet.sample.messenger.store.ConversationStore;
import io.nodenet.sample.messenger.store.MessageState;
import io.nodenet.sample.messenger.store.MessageStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps messages of the user until the other side has acknowledged them: stored in the database first, then resent until acknowledged, even
 * after a restart.
 *
 * <p>Not thread-safe. Times are milliseconds of one monotonic clock.
 */
final class Outbox {
    private final ContactStore contacts;
    private final ConversationStore conversations;
    private final MessageStore messages;
    private final TransactionOperations transactions;
    private final Courier courier;
    private final Backoff backoff;
    private final Changes changes;
    private final Limits limits;
    private final Map<NodeId, SendWindow> windows = new HashMap<>();

    Outbox(Storage storage, Courier courier, Backoff backoff, Changes changes, Limits limits) {
        this.contacts = storage.contacts();
        this.conversations = storage.conversations();
        this.messages = storage.messages();
        this.transactions = storage.transactions();
        this.courier = courier;
        this.backoff = backoff;
        this.changes = changes;
        this.limits = limits;
        for (Contact contact : contacts.all()) {
            if (contact.state() == ContactState.ACCEPTED) {
                window(contact);
            }
        }
    }

    /**
     * Accepts a message and returns it as stored; one with a name that was used before is the same message.
     *
     * @throws RefusedException if too many wait already
     */
    ChatMessage submit(Contact contact, UUID messageId, String text, Instant at) {
        Optional<ChatMessage> known = messages.findOutgoing(contact.id(), messageId);
        if (known.isPresent()) {
            return known.get();
        }
        SendWindow window = window(contact);
        if (window.size() >= limits.queued()) {
            throw new RefusedException(
                    RefusedException.Reason.FULL,
                    limits.queued() + " messages already wait for this contact: try again later");
        }
        Conversation conversation = conversations.with(contact);
        long sequence = conversation.outbound().next();
        transactions.executeWithoutResult(status -> {
            messages.append(contact.id(), MessageState.QUEUED, messageId, sequence, text, at);
            conversations.put(conversation.withOutboundNext(sequence + 1));
            if (sequence % Limits.PRUNE_EVERY == 0) {
                messages.prune(contact.id(), limits.history());
            }
        });
        window.queued();
        changes.chat(contact.id());
        return messages.findOutgoing(contact.id(), messageId).orElseThrow();
    }

    /**
     * Handles an acknowledgement; returns false if it is for a message that was never sent. It may refer to an earlier stream, if the
     * contact has not received the current one yet.
     */
    boolean acknowledged(Contact contact, Envelope.Ack ack, Instant at, long now) {
        SendWindow window = window(contact);
        Conversation.Sequence outbound = conversations.with(contact).outbound();
        if (ack.stream() != outbound.stream() || ack.through() < window.base()) {
            return true;
        }
        if (ack.through() >= outbound.next()) {
            return false;
        }
        transactions.executeWithoutResult(status -> messages.markAcknowledged(contact.id(), ack.through(), at));
        window.acknowledged(ack.through(), now);
        changes.chat(contact.id());
        return true;
    }

    /** Handles a sign of life of the contact. */
    void heard(NodeId contact, long now) {
        SendWindow window = windows.get(contact);
        if (window != null) {
            window.awaken(now);
        }
    }

    /** Handles the return of the node to the network. */
    void reachable(long now) {
        windows.values().forEach(window -> window.awaken(now));
    }

    /** Handles the removal of the contact. */
    void forget(NodeId contact) {
        windows.remove(contact);
    }

    /** Sends due messages. */
    void run(long now) {
        windows.forEach((contact, window) -> {
            if (!window.isEmpty()) {
                send(contact, window, now);
            }
        });
    }

    private void send(NodeId contact, SendWindow window, long now) {
        List<Long> due = window.due(now);
        if (due.isEmpty()) {
            return;
        }
        long stream = conversations.with(contacts.find(contact).orElseThrow()).outbound().stream();
        List<Long> left = new ArrayList<>();
        for (ChatMessage message : messages.outgoing(contact, due.get(0), due.get(due.size() - 1))) {
            long sequence = message.sequence();
            if (!due.contains(sequence)) {
                continue;
            }
            if (!courier.send(contact, envelope(message, stream, window.base()))) {
                window.refused(now);
                break;
            }
            window.sent(sequence, now);
            if (message.state() == MessageState.QUEUED) {
                left.add(sequence);
            }
        }
        if (!left.isEmpty()) {
            transactions.executeWithoutResult(status -> messages.markSent(contact, left));
            changes.chat(contact);
        }
    }

    private static Envelope envelope(ChatMessage message, long stream, long base) {
        return new Envelope.Message(
                message.messageId(), stream, base, message.sequence(), message.text(), message.writtenAt());
    }

    private SendWindow window(Contact contact) {
        return windows.computeIfAbsent(contact.id(), id -> {
            long end = conversations.with(contact).outbound().next();
            return new SendWindow(backoff, messages.firstUnacknowledged(id).orElse(end), end);
        });
    }
}
