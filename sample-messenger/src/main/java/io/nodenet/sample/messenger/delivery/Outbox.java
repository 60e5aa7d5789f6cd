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
 * Keeps what the user wrote until the other side has acknowledged it: in the database before anybody is told, sent until acknowledged,
 * again after a restart.
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
     * Takes a message and answers it as it is stored; one with a name that was used before is the same message.
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
                    limits.queued() + " messages wait for this contact already: try again later");
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
     * The contact acknowledged; answers false if it acknowledged what was never sent. Of an earlier stream it may speak: it has not heard of
     * the present one yet.
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

    /** The contact has shown a sign of life. */
    void heard(NodeId contact, long now) {
        SendWindow window = windows.get(contact);
        if (window != null) {
            window.awaken(now);
        }
    }

    /** The node has a way into the network again. */
    void reachable(long now) {
        windows.values().forEach(window -> window.awaken(now));
    }

    /** The contact was removed. */
    void forget(NodeId contact) {
        windows.remove(contact);
    }

    /** Sends what is due. */
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
