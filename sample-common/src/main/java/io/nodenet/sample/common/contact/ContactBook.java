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
 * Brings two people to agree that they talk: asks until answered, and answers whoever asks again.
 *
 * <p>Not thread-safe. Times are milliseconds of one monotonic clock.
 */
public final class ContactBook {
    /** How many contact requests of strangers pass at once, whoever they are. */
    public static final int REQUEST_BURST = 10;

    /** How long it takes until one more passes. */
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
     * Makes a book of what is stored, and has those contacts kept.
     *
     * @param profile who asks
     * @param backoff tells when to ask again
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
                    "A name is one line of 1 to " + TextRules.MAX_NAME
                            + " visible characters: remove what is invisible or changes the direction of text");
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
     * Accepts who has asked.
     *
     * @throws RefusedException if nobody with that ID has, or there are too many contacts
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
     * Declines who has asked.
     *
     * @throws RefusedException if nobody with that ID has
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

    /** Answers a contact. */
    public Contact require(NodeId id) {
        return contacts.find(id)
                .orElseThrow(() -> new RefusedException(UNKNOWN_CONTACT, "There is no contact with this id"));
    }

    /** Somebody asks to become a contact. */
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

    /** Somebody has accepted; answers whether that made a contact. */
    public boolean accepted(NodeId from) {
        boolean invited = contacts.find(from)
                .filter(contact -> contact.state() == ContactState.INVITED)
                .isPresent();
        if (invited) {
            becomeContact(from);
        }
        return invited;
    }

    /** The node has a way into the network again. */
    public void reachable(long now) {
        invitations.replaceAll((id, invitation) -> new Invitation(0, now));
    }

    /** Asks those whose answer is overdue. */
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
            throw new RefusedException(FULL, "There are " + limits.contacts() + " contacts already: remove one first");
        }
    }

    private static boolean isUndecided(Contact contact) {
        return contact.state() == ContactState.REQUESTED || contact.state() == ContactState.DECLINED;
    }

    /** Is told what the book did. Must not block. */
    public interface Observer {
        /** The list of contacts changed, after the change is in the database. */
        void changed();

        /** A contact request had no effect. */
        void dropped(Drop reason);
    }

    /** Why a contact request had no effect. */
    public enum Drop {
        /** Too many wait for the user already. */
        REQUESTS_FULL,
        /** They come too fast. */
        REQUEST_RATE,
        /** It came from somebody whom the user declined. */
        DECLINED
    }

    /**
     * How much a book keeps.
     *
     * @param contacts the most contacts that were invited or accepted
     * @param requests the most contact requests that wait for the user, and the most declined ones that are remembered
     */
    public record Limits(int contacts, int requests) {
        public static final Limits DEFAULT = new Limits(200, 20);
    }

    /**
     * A request that is under way.
     *
     * @param attempt how often it was sent
     * @param nextAt when it is sent again
     */
    private record Invitation(int attempt, long nextAt) {}
}
