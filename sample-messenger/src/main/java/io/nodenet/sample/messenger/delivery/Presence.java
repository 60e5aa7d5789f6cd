package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.contact.Contact;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.messenger.envelope.Envelope;
import io.nodenet.sample.messenger.store.Conversation;
import io.nodenet.sample.messenger.store.ConversationStore;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Tracks which contacts have recently shown a sign of life, and sends ours: an unprompted acknowledgement.
 *
 * <p>Not thread-safe. Times are milliseconds of one monotonic clock.
 */
final class Presence {
    /** The maximum interval between signs of life. */
    static final long ANNOUNCE_MILLIS = 30_000;

    /** After two lost signs of life and some patience a contact counts as gone. */
    static final long GONE_MILLIS = 75_000;

    private static final long REACHABLE_MILLIS = 2_000;

    private final ContactStore contacts;
    private final ConversationStore conversations;
    private final Courier courier;
    private final RandomGenerator random;
    private final Map<NodeId, Long> heardAt = new HashMap<>();
    private long nextRound;
    private long reachableAt = -REACHABLE_MILLIS;

    Presence(Storage storage, Courier courier, RandomGenerator random, long now) {
        this.contacts = storage.contacts();
        this.conversations = storage.conversations();
        this.courier = courier;
        this.random = random;
        this.nextRound = now;
    }

    /** Handles a sign of life of an accepted contact; one that returns is answered with ours. */
    boolean heard(Contact contact, long now) {
        Long before = heardAt.put(contact.id(), now);
        boolean news = before == null || now - before >= GONE_MILLIS;
        if (news) {
            announce(contact);
        }
        return news;
    }

    boolean isHere(NodeId contact, long now) {
        Long at = heardAt.get(contact);
        return at != null && now - at < GONE_MILLIS;
    }

    void forget(NodeId contact) {
        heardAt.remove(contact);
    }

    /** Handles the return of the node to the network: the next round is now, unless there was such a round just before. */
    void reachable(long now) {
        if (now - reachableAt >= REACHABLE_MILLIS) {
            reachableAt = now;
            nextRound = now;
        }
    }

    /** Sends a sign of life to all accepted contacts when it is due. */
    void run(long now) {
        if (now < nextRound) {
            return;
        }
        nextRound = now + ANNOUNCE_MILLIS / 2 + random.nextLong(ANNOUNCE_MILLIS / 2 + 1);
        for (Contact contact : contacts.all()) {
            if (contact.state() == ContactState.ACCEPTED) {
                announce(contact);
            }
        }
    }

    void announce(Contact contact) {
        Conversation.Sequence inbound = conversations.with(contact).inbound();
        courier.send(contact.id(), new Envelope.Ack(inbound.stream(), inbound.next() - 1));
    }
}
