package io.nodenet.sample.messenger.delivery;

import static io.nodenet.sample.messenger.delivery.RefusedException.Reason.CONFLICT;
import static io.nodenet.sample.messenger.delivery.RefusedException.Reason.FULL;
import static io.nodenet.sample.messenger.delivery.RefusedException.Reason.UNKNOWN_CONTACT;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.messenger.envelope.Envelope;
import io.nodenet.sample.messenger.store.Contact;
import io.nodenet.sample.messenger.store.ContactState;
import io.nodenet.sample.messenger.store.ContactStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Brings two people to agree that they talk: asks until answered, and answers whoever asks again.
 *
 * <p>Not thread-safe. Times are milliseconds of one monotonic clock.
 */
final class ContactBook {
    private final NodeId self;
    private final String ownName;
    private final ContactStore contacts;
    private final Courier courier;
    private final Backoff backoff;
    private final Changes changes;
    private final DropCounters drops;
    private final Limits limits;
    private final RequestRate rate;
    private final Map<NodeId, Invitation> invitations = new HashMap<>();

    ContactBook(Profile profile, ContactStore contacts, Ways ways, Limits limits, long now) {
        this.self = profile.id();
        this.ownName = profile.name();
        this.contacts = contacts;
        this.courier = ways.courier();
        this.backoff = ways.backoff();
        this.changes = ways.changes();
        this.drops = ways.drops();
        this.limits = limits;
        this.rate = new RequestRate(now);
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
     * @throws RefusedException if there are too many, or it is this messenger itself
     */
    void invite(NodeId id, String name, Instant at, long now) {
        if (id.equals(self)) {
            throw new RefusedException(CONFLICT, "This is your own id: ask for the id of the other side");
        }
        Optional<Contact> known = contacts.find(id);
        if (known.isPresent()) {
            contacts.rename(id, name);
            if (isUndecided(known.get())) {
                accept(id);
            }
            changes.contacts();
            return;
        }
        requireRoom();
        contacts.insert(id, name, ContactState.INVITED, at, at.toEpochMilli());
        invitations.put(id, new Invitation(0, now));
        courier.keep(id);
        changes.contacts();
    }

    /**
     * Accepts who has asked.
     *
     * @throws RefusedException if nobody with that ID has, or there are too many contacts
     */
    void accept(NodeId id) {
        if (!isUndecided(require(id))) {
            throw new RefusedException(CONFLICT, "There is no request of this contact to accept");
        }
        requireRoom();
        becomeContact(id);
        courier.send(id, new Envelope.Accept());
    }

    /**
     * Declines who has asked.
     *
     * @throws RefusedException if nobody with that ID has
     */
    void decline(NodeId id) {
        if (require(id).state() != ContactState.REQUESTED) {
            throw new RefusedException(CONFLICT, "There is no request of this contact to decline");
        }
        if (contacts.count(ContactState.DECLINED) >= limits.requests()) {
            contacts.oldest(ContactState.DECLINED).ifPresent(oldest -> contacts.delete(oldest.id()));
        }
        contacts.setState(id, ContactState.DECLINED);
        changes.contacts();
    }

    /**
     * Removes a contact with all messages.
     *
     * @throws RefusedException if it is unknown
     */
    void remove(NodeId id) {
        require(id);
        contacts.delete(id);
        invitations.remove(id);
        courier.stopKeeping(id);
        changes.contacts();
    }

    /** Answers a contact. */
    Contact require(NodeId id) {
        return contacts.find(id)
                .orElseThrow(() -> new RefusedException(UNKNOWN_CONTACT, "There is no contact with this id"));
    }

    /** Somebody asks to become a contact. */
    void requested(NodeId from, String name, Instant at, long now) {
        Optional<Contact> known = contacts.find(from);
        if (known.isEmpty()) {
            enter(from, name, at, now);
            return;
        }
        switch (known.get().state()) {
            case INVITED -> {
                becomeContact(from);
                courier.send(from, new Envelope.Accept());
            }
            case ACCEPTED -> courier.send(from, new Envelope.Accept());
            case DECLINED -> drops.add(DropReason.DECLINED);
            case REQUESTED -> {
                // they ask until the user has decided
            }
        }
    }

    /** Somebody has accepted; answers whether that made a contact. */
    boolean accepted(NodeId from) {
        boolean invited = contacts.find(from)
                .filter(contact -> contact.state() == ContactState.INVITED)
                .isPresent();
        if (invited) {
            becomeContact(from);
        }
        return invited;
    }

    /** The node has a way into the network again. */
    void reachable(long now) {
        invitations.replaceAll((id, invitation) -> new Invitation(0, now));
    }

    /** Asks those whose answer is overdue. */
    void run(long now) {
        invitations.replaceAll((id, invitation) -> {
            if (now < invitation.nextAt()) {
                return invitation;
            }
            courier.send(id, new Envelope.Request(ownName));
            return new Invitation(invitation.attempt() + 1, now + backoff.delayMillis(invitation.attempt()));
        });
    }

    private void enter(NodeId from, String name, Instant at, long now) {
        if (contacts.count(ContactState.REQUESTED) >= limits.requests()) {
            drops.add(DropReason.REQUESTS_FULL);
        } else if (!rate.tryPass(now)) {
            drops.add(DropReason.REQUEST_RATE);
        } else {
            contacts.insert(from, name, ContactState.REQUESTED, at, at.toEpochMilli());
            changes.contacts();
        }
    }

    private void becomeContact(NodeId id) {
        contacts.setState(id, ContactState.ACCEPTED);
        invitations.remove(id);
        courier.keep(id);
        changes.contacts();
    }

    private void requireRoom() {
        if (contacts.count(ContactState.INVITED) + contacts.count(ContactState.ACCEPTED) >= limits.contacts()) {
            throw new RefusedException(FULL, "There are " + limits.contacts() + " contacts already: remove one first");
        }
    }

    private static boolean isUndecided(Contact contact) {
        return contact.state() == ContactState.REQUESTED || contact.state() == ContactState.DECLINED;
    }

    /**
     * A request that is under way.
     *
     * @param attempt how often it was sent
     * @param nextAt when it is sent again
     */
    private record Invitation(int attempt, long nextAt) {}
}
