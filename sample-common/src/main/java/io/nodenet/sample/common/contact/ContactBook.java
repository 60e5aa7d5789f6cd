package io.nodenet.sample.common.contact;

import static io.nodenet.sample.common.RefusedException.Reason.CONFLICT;
import static io.nodenet.sample.common.RefusedException.Reason.FULL;
import static io.nodenet.sample.common.RefusedException.Reason.INVALID;
import static io.nodenet.sample.common.RefusedException.Reason.UNKNOWN_CONTACT;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.RefusedException;
import io.nodenet.sample.common.text.TextRules;
import io.nodenet.transport.TokenBucket;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Lets two people agree to talk: repeats requests until they are answered, and answers repeated requests.
 *
 * <p>Not thread-safe. Times are milliseconds of one monotonic clock.
 */
public final class ContactBook {
    /** The number of contact requests that pass at once, from all unknown senders together. */
    public static final int REQUEST_BURST = 10;

    /** The time until one more passes. */
    public static final int SECONDS_PER_REQUEST = 5;

    private final NodeId self;
    private final String ownName;
    private final ContactStore contacts;
    private final ContactCourier courier;
    private final Backoff backoff;
    private final Observer observer;
    private final Limits limits;
    private final TokenBucket requests = new TokenBucket(REQUEST_BURST, 1.0 / SECONDS_PER_REQUEST);
    private final Map<NodeId, Invitation> invitations = new HashMap<>();

    /**
     * Creates a book from the stored contacts, and keeps their edges.
     *
     * @param profile the user
     * @param backoff determines when to ask again
     */
    public ContactBook(
            Profile profile,
            ContactStore contacts,
            ContactCourier courier,
            Backoff backoff,
            Observer observer,
            Limits limits,
            long now) {
        this.self = profile.id();
        this.ownName = profile.name();
        this.contacts = contacts;
        this.courier = courier;
        this.backoff = backoff;
        this.observer = observer;
        this.limits = limits;
        for (Contact contact : contacts.all()) {
            if (contact.state() == ContactState.INVITED) {
                invitations.put(contact.id(), new Invitation(0, now));
            }
            if (contact.state() == ContactState.INVITED || contact.state() == ContactState.ACCEPTED) {
                courier.keep(contact.id());
            }
        }
    }

    /**
     * Asks somebody to become a contact; accepts if they have asked before.
     *
     * @throws RefusedException if the name is not allowed, there are too many, or it is the user
     */
    public void invite(NodeId id, String chosen, Instant at, long now) {
        String name = chosen.strip();
        if (!TextRules.isName(name)) {
            throw new RefusedException(
                    INVALID,
                    "A name must be one line of 1 to " + TextRules.MAX_NAME
                            + " visible characters: remove characters that are invisible or change the direction of text");
        }
        if (id.equals(self)) {
            throw new RefusedException(CONFLICT, "This is your own id: ask for the id of the other side");
        }
        Optional<Contact> known = contacts.find(id);
        if (known.isPresent()) {
            contacts.rename(id, name);
            if (isUndecided(known.get())) {
                accept(id);
            }
            observer.changed();
            return;
        }
        requireRoom();
        contacts.insert(id, name, ContactState.INVITED, at);
        invitations.put(id, new Invitation(0, now));
        courier.keep(id);
        observer.changed();
    }

    /**
     * Accepts a contact request.
     *
     * @throws RefusedException if there is no request with that ID, or there are too many contacts
     */
    public void accept(NodeId id) {
        if (!isUndecided(require(id))) {
            throw new RefusedException(CONFLICT, "There is no request of this contact to accept");
        }
        requireRoom();
        becomeContact(id);
        courier.sendAccept(id);
    }

    /**
     * Declines a contact request.
     *
     * @throws RefusedException if there is no request with that ID
     */
    public void decline(NodeId id) {
        if (require(id).state() != ContactState.REQUESTED) {
            throw new RefusedException(CONFLICT, "There is no request of this contact to decline");
        }
        if (contacts.count(ContactState.DECLINED) >= limits.requests()) {
            contacts.oldest(ContactState.DECLINED).ifPresent(oldest -> contacts.delete(oldest.id()));
        }
        contacts.setState(id, ContactState.DECLINED);
        observer.changed();
    }

    /**
     * Removes a contact with all that belongs to it.
     *
     * @throws RefusedException if it is unknown
     */
    public void remove(NodeId id) {
        require(id);
        contacts.delete(id);
        invitations.remove(id);
        courier.stopKeeping(id);
        observer.changed();
    }

    /** Returns a contact. */
    public Contact require(NodeId id) {
        return contacts.find(id)
                .orElseThrow(() -> new RefusedException(UNKNOWN_CONTACT, "There is no contact with this id"));
    }

    /** Handles a contact request. */
    public void requested(NodeId from, String name, Instant at, long now) {
        Optional<Contact> known = contacts.find(from);
        if (known.isEmpty()) {
            enter(from, name, at, now);
            return;
        }
        switch (known.get().state()) {
            case INVITED -> {
                becomeContact(from);
                courier.sendAccept(from);
            }
            case ACCEPTED -> courier.sendAccept(from);
            case DECLINED -> observer.dropped(Drop.DECLINED);
            case REQUESTED -> {
                // they ask until the user has decided
            }
        }
    }

    /** Somebody has accepted; returns whether that made a contact. */
    public boolean accepted(NodeId from) {
        boolean invited = contacts.find(from)
                .filter(contact -> contact.state() == ContactState.INVITED)
                .isPresent();
        if (invited) {
            becomeContact(from);
        }
        return invited;
    }

    /** Handles the return of the node to the network. */
    public void reachable(long now) {
        invitations.replaceAll((id, invitation) -> new Invitation(0, now));
    }

    /** Repeats requests whose answer is overdue. */
    public void run(long now) {
        invitations.replaceAll((id, invitation) -> {
            if (now < invitation.nextAt()) {
                return invitation;
            }
            courier.sendRequest(id, ownName);
            return new Invitation(invitation.attempt() + 1, now + backoff.delayMillis(invitation.attempt()));
        });
    }

    private void enter(NodeId from, String name, Instant at, long now) {
        if (contacts.count(ContactState.REQUESTED) >= limits.requests()) {
            observer.dropped(Drop.REQUESTS_FULL);
        } else if (!requests.tryTake(TimeUnit.MILLISECONDS.toNanos(now))) {
            observer.dropped(Drop.REQUEST_RATE);
        } else {
            contacts.insert(from, name, ContactState.REQUESTED, at);
            observer.changed();
        }
    }

    private void becomeContact(NodeId id) {
        contacts.setState(id, ContactState.ACCEPTED);
        invitations.remove(id);
        courier.keep(id);
        observer.changed();
    }

    private void requireRoom() {
        if (contacts.count(ContactState.INVITED) + contacts.count(ContactState.ACCEPTED) >= limits.contacts()) {
            throw new RefusedException(FULL, "There are already " + limits.contacts() + " contacts: remove one first");
        }
    }

    private static boolean isUndecided(Contact contact) {
        return contact.state() == ContactState.REQUESTED || contact.state() == ContactState.DECLINED;
    }

    /** Receives the actions of the book. Must not block. */
    public interface Observer {
        /** The list of contacts changed, after the change is in the database. */
        void changed();

        /** A contact request had no effect. */
        void dropped(Drop reason);
    }

    /** The reason why a contact request had no effect. */
    public enum Drop {
        /** Too many already wait for the user. */
        REQUESTS_FULL,
        /** They arrive too fast. */
        REQUEST_RATE,
        /** The user has declined the sender. */
        DECLINED
    }

    /**
     * The limits of a book.
     *
     * @param contacts the maximum number of invited or accepted contacts
     * @param requests the maximum number of contact requests that wait for the user, and of remembered declined ones
     */
    public record Limits(int contacts, int requests) {
        public static final Limits DEFAULT = new Limits(200, 20);
    }

    /**
     * A pending request.
     *
     * @param attempt the number of times it was sent
     * @param nextAt the time of the next repetition
     */
    private record Invitation(int attempt, long nextAt) {}
}
