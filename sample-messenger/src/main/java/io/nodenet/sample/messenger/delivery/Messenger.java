package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.RefusedException;
import io.nodenet.sample.common.contact.Contact;
import io.nodenet.sample.common.contact.ContactBook;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.common.contact.Contacts;
import io.nodenet.sample.common.contact.Profile;
import io.nodenet.sample.common.text.TextRules;
import io.nodenet.sample.messenger.envelope.Envelope;
import io.nodenet.sample.messenger.store.ChatMessage;
import io.nodenet.sample.messenger.store.ConversationStore;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The logic of a messenger: requests of its user, messages received by its node, and due actions.
 *
 * <p>Thread-safe: calls are serialized, so the state machines inside need no locks. Nothing blocks on the network.
 */
public final class Messenger implements Contacts {
    private final Profile profile;
    private final ContactStore contacts;
    private final ConversationStore conversations;
    private final Courier courier;
    private final Changes changes;
    private final DropCounters<DropReason> drops;
    private final Clock clock;
    private final LongSupplier elapsedMillis;
    private final ContactBook book;
    private final Outbox outbox;
    private final Inbox inbox;
    private final Presence presence;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Creates a messenger from the contents of its database.
     *
     * @param clock stamps messages
     * @param elapsedMillis monotonic milliseconds for all waits
     */
    public Messenger(
            Profile profile,
            Storage storage,
            Ways ways,
            Limits limits,
            Clock clock,
            LongSupplier elapsedMillis,
            RandomGenerator random) {
        long now = elapsedMillis.getAsLong();
        this.profile = profile;
        this.contacts = storage.contacts();
        this.conversations = storage.conversations();
        this.courier = ways.courier();
        this.changes = ways.changes();
        this.drops = ways.drops();
        this.clock = clock;
        this.elapsedMillis = elapsedMillis;
        this.book =
                new ContactBook(profile, contacts, ways.courier(), ways.backoff(), new Book(), limits.contacts(), now);
        this.outbox = new Outbox(storage, ways.courier(), ways.backoff(), changes, limits);
        this.inbox = new Inbox(storage, ways.courier(), changes, drops, limits);
        this.presence = new Presence(storage, ways.courier(), random, now);
    }

    public Profile profile() {
        return profile;
    }

    @Override
    public void invite(NodeId id, String name) {
        alone(() -> {
            book.invite(id, name, clock.instant(), now());
            book.run(now());
        });
    }

    @Override
    public void accept(NodeId id) {
        alone(() -> book.accept(id));
    }

    @Override
    public void decline(NodeId id) {
        alone(() -> book.decline(id));
    }

    @Override
    public void remove(NodeId id) {
        alone(() -> {
            book.remove(id);
            outbox.forget(id);
            inbox.forget(id);
            presence.forget(id);
        });
    }

    @Override
    public Map<NodeId, Integer> unseen() {
        return conversations.unread();
    }

    /**
     * Queues a message, which is in the database when this returns, and sends it if possible.
     *
     * @param messageId names the message; a repeated ID is the same message
     * @throws RefusedException if the text is not allowed, the contact has not accepted, or too many wait
     */
    public ChatMessage submit(NodeId to, UUID messageId, String text) {
        if (!TextRules.isText(text)) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID,
                    "A message must be a text of 1 to " + TextRules.MAX_TEXT
                            + " characters without control characters");
        }
        return alone(() -> {
            Contact contact = book.require(to);
            if (contact.state() != ContactState.ACCEPTED) {
                throw new RefusedException(
                        RefusedException.Reason.CONFLICT, "This contact has not accepted your request yet");
            }
            ChatMessage message = outbox.submit(contact, messageId, text, clock.instant());
            outbox.run(now());
            return message;
        });
    }

    /**
     * Handles the opening of the chat with a contact: seeks a direct path to it.
     *
     * @throws RefusedException if it is unknown
     */
    public void open(NodeId id) {
        alone(() -> {
            if (book.require(id).state() == ContactState.ACCEPTED) {
                courier.connect(id);
            }
        });
    }

    /** Records that the user has seen all messages of a contact. */
    public void markRead(NodeId contact) {
        alone(() -> {
            if (conversations.clearUnread(contact)) {
                changes.contacts();
            }
        });
    }

    /** Handles an envelope of an authenticated sender. */
    public void received(NodeId from, Envelope envelope) {
        alone(() -> {
            if (envelope instanceof Envelope.Request request) {
                book.requested(from, request.name(), clock.instant(), now());
                return;
            }
            if (envelope instanceof Envelope.Accept && book.accepted(from)) {
                presence.announce(book.require(from));
            }
            contacts.find(from)
                    .filter(contact -> contact.state() == ContactState.ACCEPTED)
                    .ifPresentOrElse(
                            contact -> fromContact(contact, envelope), () -> drops.add(DropReason.NOT_A_CONTACT));
        });
    }

    private void fromContact(Contact contact, Envelope envelope) {
        if (envelope instanceof Envelope.Message message) {
            inbox.take(contact, message);
        } else if (envelope instanceof Envelope.Ack ack && !outbox.acknowledged(contact, ack, clock.instant(), now())) {
            drops.add(DropReason.WRONG_ACK);
        }
        if (presence.heard(contact, now())) {
            changes.contacts();
        }
        outbox.heard(contact.id(), now());
        outbox.run(now());
    }

    /** Handles a new edge of the node: contacts that were unreachable may be reachable now. */
    public void reachable() {
        alone(() -> {
            presence.reachable(now());
            book.reachable(now());
            outbox.reachable(now());
        });
    }

    /** Returns whether a contact has recently shown a sign of life. */
    public boolean isHere(NodeId contact) {
        return alone(() -> presence.isHere(contact, now()));
    }

    /** Runs due actions; called several times per second. */
    public void tick() {
        alone(() -> {
            long now = now();
            presence.run(now);
            book.run(now);
            outbox.run(now);
        });
    }

    /** Passes reports of the contact book to the page and the counters. */
    private final class Book implements ContactBook.Observer {
        @Override
        public void changed() {
            changes.contacts();
        }

        @Override
        public void dropped(ContactBook.Drop reason) {
            drops.add(DropReason.of(reason));
        }
    }

    private long now() {
        return elapsedMillis.getAsLong();
    }

    private void alone(Runnable action) {
        alone(() -> {
            action.run();
            return true;
        });
    }

    private <T> T alone(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
