package io.nodenet.sample.call.contact;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.SignalDrop;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.contact.Backoff;
import io.nodenet.sample.common.contact.Contact;
import io.nodenet.sample.common.contact.ContactBook;
import io.nodenet.sample.common.contact.ContactCourier;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.common.contact.Contacts;
import io.nodenet.sample.common.contact.Profile;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Keeps the contacts of a telephone. Thread-safe: one thing happens at a time. */
public final class PhoneBook implements Contacts {
    private final ContactStore store;
    private final ContactBook book;
    private final Supplier<Map<NodeId, Integer>> missed;
    private final Consumer<NodeId> forget;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * What a phone book tells others.
     *
     * @param changed is told that the list has changed; must not block
     * @param forget ends the call with somebody who is removed
     * @param missed answers how many calls of each contact the user does not know of
     */
    public record Ties(Runnable changed, Consumer<NodeId> forget, Supplier<Map<NodeId, Integer>> missed) {}

    /** Makes a phone book of what is stored. */
    public PhoneBook(
            Profile profile,
            ContactStore store,
            ContactCourier courier,
            Backoff backoff,
            DropCounters<SignalDrop> drops,
            Ties ties,
            Clock clock) {
        this.store = store;
        this.missed = ties.missed();
        this.forget = ties.forget();
        this.clock = clock;
        this.book = new ContactBook(
                profile,
                store,
                courier,
                backoff,
                new ContactBook.Observer() {
                    @Override
                    public void changed() {
                        ties.changed().run();
                    }

                    @Override
                    public void dropped(ContactBook.Drop reason) {
                        drops.add(SignalDrop.of(reason));
                    }
                },
                ContactBook.Limits.DEFAULT,
                now());
    }

    /** Answers the contact who may call and be called, nothing for anybody else. */
    public Optional<Contact> accepted(NodeId id) {
        return store.find(id).filter(contact -> contact.state() == ContactState.ACCEPTED);
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
        alone(() -> book.remove(id));
        forget.accept(id);
    }

    @Override
    public Map<NodeId, Integer> unseen() {
        return missed.get();
    }

    /** Somebody asks to become a contact. */
    public void requested(NodeId from, String name) {
        alone(() -> book.requested(from, name, clock.instant(), now()));
    }

    /** Somebody has accepted; answers whether that made sense. */
    public boolean hasAccepted(NodeId from) {
        lock.lock();
        try {
            return book.accepted(from) || accepted(from).isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** The node has a way into the network again. */
    public void reachable() {
        alone(() -> book.reachable(now()));
    }

    /** Does what is due; called several times a second. */
    public void tick() {
        alone(() -> book.run(now()));
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private void alone(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
