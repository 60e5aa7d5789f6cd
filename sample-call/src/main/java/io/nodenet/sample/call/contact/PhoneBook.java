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

/** Keeps the contacts of a telephone. Thread-safe: calls are serialized. */
public final class PhoneBook implements Contacts {
    private final ContactStore store;
    private final ContactBook book;
    private final Supplier<Map<NodeId, Integer>> missed;
    private final Consumer<NodeId> forget;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * The callbacks of a phone book.
     *
     * @param changed is called when the list has changed; must not block
     * @param forget ends the call with a removed contact
     * @param missed returns the number of unseen missed calls of each contact
     */
    public record Ties(Runnable changed, Consumer<NodeId> forget, Supplier<Map<NodeId, Integer>> missed) {}

    /** Creates a phone book from the stored contacts. */
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

    /** Returns the contact that may call and be called, empty for any other peer. */
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

    /** Handles a contact request. */
    public void requested(NodeId from, String name) {
        alone(() -> book.requested(from, name, clock.instant(), now()));
    }

    /** Handles an acceptance; returns whether it was expected. */
    public boolean hasAccepted(NodeId from) {
        lock.lock();
        try {
            return book.accepted(from) || accepted(from).isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Handles the return of the node to the network. */
    public void reachable() {
        alone(() -> book.reachable(now()));
    }

    /** Runs due actions; called several times per second. */
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
