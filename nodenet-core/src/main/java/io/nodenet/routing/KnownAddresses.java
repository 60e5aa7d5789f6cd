package io.nodenet.routing;

import io.nodenet.address.AddressScope;
import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.IpPort;
import io.nodenet.address.SubnetKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the addresses of one contact apart by who vouched for them (W-14): proven by a handshake, claimed by the owner, hearsay.
 *
 * <p>Hearsay is put to the vote: each telling of the contact speaks for the addresses that it names and against those that it does not, unless
 * they are of another scope: private addresses are not told to everybody. One that names none speaks against all that are of use beyond a site, and
 * so does a dial that reached nobody; what has no votes left goes. Hearsay is believed, and passed on, once two more votes are for it than against
 * it. A node that knows few others believes, where nothing was vouched for, what it is told first. So liars, who name another address each time, or
 * are few, are outvoted by the others, and what they tell one node does not spread.
 *
 * <p>Immutable: what is learned makes another value, and the same one if there is nothing new. Learning what is known already allocates
 * nothing.
 */
final class KnownAddresses {
    /** No address at all. */
    static final KnownAddresses NONE = new KnownAddresses(List.of(), List.of(), new Hearsay());

    /** With so many votes an address by hearsay is believed beside others. */
    private static final int CONFIRMED = 2;

    /** The most votes of an address: fewer tellings in a row may leave it out. */
    private static final int MAX_VOTES = 3;

    /** Marks the votes of an address that is believed where nothing was vouched for. */
    private static final int BELIEVED = 0x80;

    private final List<Endpoint> proven;
    private final List<Endpoint> claimed;
    private final List<Endpoint> hearsay;
    /**
     * How many more tellings spoke for each of the hearsay than against it lately, and whether it is {@link #BELIEVED}: a byte each, that of
     * the first is the lowest.
     */
    private final int votes;

    private final List<Endpoint> all;
    private final List<Endpoint> toTell;
    private final List<Endpoint> toTellBeyondSite;

    /** Takes what was vouched for by each; hearsay that was vouched for is none any more. */
    private KnownAddresses(List<Endpoint> proven, List<Endpoint> claimed, Hearsay hearsay) {
        List<Endpoint> vouched = union(proven, claimed);
        Hearsay rest = hearsay.without(vouched);
        this.proven = proven;
        this.claimed = claimed;
        this.hearsay = rest.endpoints();
        this.votes = rest.votes;
        this.all = union(vouched, shared(rest.believed(vouched.isEmpty()), this.hearsay));
        this.toTell = shared(union(vouched, rest.believed(false)), all);
        this.toTellBeyondSite =
                shared(toTell.stream().filter(KnownAddresses::isOfUseBeyondSite).toList(), toTell);
    }

    /** Returns one object for two equal lists: tables are large. */
    private static List<Endpoint> shared(List<Endpoint> list, List<Endpoint> other) {
        return list.equals(other) ? other : list;
    }

    /** Addresses and their votes, while they are counted. */
    private static final class Hearsay {
        private final List<Endpoint> endpoints = new ArrayList<>();
        private int votes;

        void add(Endpoint endpoint, int itsVotes) {
            votes |= itsVotes << Byte.SIZE * endpoints.size();
            endpoints.add(endpoint);
        }

        List<Endpoint> endpoints() {
            return List.copyOf(endpoints);
        }

        Hearsay without(List<Endpoint> vouched) {
            Hearsay rest = new Hearsay();
            for (int i = 0; i < endpoints.size(); i++) {
                if (!vouched.contains(endpoints.get(i))
                        && vouched.size() + rest.endpoints.size() < KnownContact.MAX_ENDPOINTS) {
                    rest.add(endpoints.get(i), votesOf(votes, i));
                }
            }
            return rest;
        }

        /** Believes what was told with nothing before it, if nothing is believed yet. */
        void believeTheFirst() {
            if (believed(true).isEmpty()) {
                for (int i = 0; i < endpoints.size(); i++) {
                    votes |= BELIEVED << Byte.SIZE * i;
                }
            }
        }

        /** Returns what is believed, oldest first, if nothing was vouched for, or else beside that. */
        List<Endpoint> believed(boolean alone) {
            List<Endpoint> believed = new ArrayList<>();
            for (int i = 0; i < endpoints.size(); i++) {
                int its = votesOf(votes, i);
                if (alone ? (its & BELIEVED) != 0 : (its & ~BELIEVED) >= CONFIRMED) {
                    believed.add(endpoints.get(i));
                }
            }
            return List.copyOf(believed);
        }
    }

    private static int votesOf(int votes, int index) {
        return votes >>> Byte.SIZE * index & 0xff;
    }

    private Hearsay heard() {
        Hearsay heard = new Hearsay();
        for (int i = 0; i < hearsay.size(); i++) {
            heard.add(hearsay.get(i), votesOf(votes, i));
        }
        return heard;
    }

    private static boolean isOfUseBeyondSite(Endpoint endpoint) {
        return isOfUse(endpoint, true);
    }

    private static boolean isOfUse(Endpoint endpoint, boolean beyondSite) {
        AddressScope scope = AddressScope.of(endpoint);
        return scope != null && (scope == AddressScope.PUBLIC || scope == AddressScope.OTHER) == beyondSite;
    }

    /** Returns all addresses without duplicates, best first. */
    List<Endpoint> all() {
        return all;
    }

    /** Returns those of {@link #all} that are told to others: what was vouched for, and hearsay that more than one has told. */
    List<Endpoint> toTell() {
        return toTell;
    }

    /** Returns those of {@link #toTell} that mean the same wherever they are told. */
    List<Endpoint> toTellBeyondSite() {
        return toTellBeyondSite;
    }

    /** Returns those that a handshake has proven, the latest first. */
    List<Endpoint> proven() {
        return proven;
    }

    /**
     * Returns the subnet key of the first address that has one, or null. Loopback has none: there are no domains to be told apart on one
     * host.
     */
    @Nullable
    SubnetKey subnet() {
        for (int i = 0; i < all.size(); i++) {
            IpPort literal = all.get(i).ipPort();
            if (literal != null && !EndpointFilter.isLoopback(literal)) {
                return SubnetKey.of(literal);
            }
        }
        return null;
    }

    /**
     * Returns these addresses and what a source told.
     *
     * @param acceptable asked about what is not known yet
     * @param eager whether hearsay is believed that is told first
     */
    KnownAddresses with(List<Endpoint> told, ContactSource source, Predicate<Endpoint> acceptable, boolean eager) {
        return switch (source) {
            case HEARSAY -> withHearsay(told, acceptable, eager);
            case OWNER -> withClaimed(told, acceptable);
            case HANDSHAKE -> withProven(told, acceptable);
        };
    }

    private KnownAddresses withHearsay(List<Endpoint> told, Predicate<Endpoint> acceptable, boolean eager) {
        int considered = considered(told, acceptable);
        List<Endpoint> named = considered == told.size() ? told : told.subList(0, considered);
        if (changesNothing(named)) {
            return this;
        }
        Hearsay next = new Hearsay();
        for (int i = 0; i < hearsay.size(); i++) {
            int before = votesOf(votes, i);
            int left = votesAfter(hearsay.get(i), before & ~BELIEVED, named);
            if (left > 0) {
                next.add(hearsay.get(i), left | (left >= CONFIRMED ? BELIEVED : before & BELIEVED));
            }
        }
        for (Endpoint endpoint : named) {
            boolean isNew = !isVouched(endpoint) && !next.endpoints.contains(endpoint);
            if (isNew && next.endpoints.size() < KnownContact.MAX_HEARSAY_ENDPOINTS && acceptable.test(endpoint)) {
                next.add(endpoint, 1);
            }
        }
        if (eager) {
            next.believeTheFirst();
        }
        return next.votes == votes && next.endpoints.equals(hearsay) ? this : new KnownAddresses(proven, claimed, next);
    }

    /** Returns these addresses after a dial has found nobody at any of them: hearsay loses a vote. */
    KnownAddresses unreached() {
        Hearsay next = new Hearsay();
        for (int i = 0; i < hearsay.size(); i++) {
            int its = votesOf(votes, i);
            if ((its & ~BELIEVED) > 1) {
                next.add(hearsay.get(i), its - 1);
            }
        }
        return hearsay.isEmpty() ? this : new KnownAddresses(proven, claimed, next);
    }

    /** Returns how many of the addresses that were told are looked at: up to so many that are known or acceptable. */
    private int considered(List<Endpoint> told, Predicate<Endpoint> acceptable) {
        int taken = 0;
        int looked = 0;
        while (looked < told.size() && taken < KnownContact.MAX_HEARSAY_ENDPOINTS) {
            Endpoint endpoint = told.get(looked++);
            taken += isKnown(endpoint) || acceptable.test(endpoint) ? 1 : 0;
        }
        return looked;
    }

    private boolean isKnown(Endpoint endpoint) {
        return isVouched(endpoint) || hearsay.contains(endpoint);
    }

    private boolean isVouched(Endpoint endpoint) {
        return proven.contains(endpoint) || claimed.contains(endpoint);
    }

    /** Returns whether a telling names nothing but what is known, and all hearsay, which has its votes; allocates nothing. */
    private boolean changesNothing(List<Endpoint> named) {
        for (int i = 0; i < hearsay.size(); i++) {
            if ((votesOf(votes, i) & ~BELIEVED) < MAX_VOTES || !named.contains(hearsay.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < named.size(); i++) {
            if (!isKnown(named.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static int votesAfter(Endpoint endpoint, int before, List<Endpoint> named) {
        if (named.contains(endpoint)) {
            return Math.min(MAX_VOTES, before + 1);
        }
        boolean beyondSite = isOfUseBeyondSite(endpoint);
        boolean against = named.isEmpty() ? beyondSite : named.stream().anyMatch(other -> isOfUse(other, beyondSite));
        return against ? before - 1 : before;
    }

    private KnownAddresses withClaimed(List<Endpoint> told, Predicate<Endpoint> acceptable) {
        if (told.isEmpty() || isSame(told, claimed)) {
            return this;
        }
        List<Endpoint> taken = new ArrayList<>();
        for (int i = 0; i < told.size() && taken.size() < KnownContact.MAX_ENDPOINTS; i++) {
            Endpoint endpoint = told.get(i);
            if (!taken.contains(endpoint) && (all.contains(endpoint) || acceptable.test(endpoint))) {
                taken.add(endpoint);
            }
        }
        return taken.isEmpty() || isSame(taken, claimed)
                ? this
                : new KnownAddresses(proven, List.copyOf(taken), heard());
    }

    private KnownAddresses withProven(List<Endpoint> told, Predicate<Endpoint> acceptable) {
        if (told.isEmpty() || (!proven.isEmpty() && proven.get(0).equals(told.get(0)))) {
            return this;
        }
        Endpoint answered = told.get(0);
        if (!all.contains(answered) && !acceptable.test(answered)) {
            return this;
        }
        List<Endpoint> next = union(List.of(answered), proven);
        int count = Math.min(next.size(), KnownContact.MAX_PROVEN_ENDPOINTS);
        return new KnownAddresses(List.copyOf(next.subList(0, count)), claimed, heard());
    }

    /** Returns the first addresses of two lists without duplicates, as many as a contact may have. */
    private static List<Endpoint> union(List<Endpoint> first, List<Endpoint> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        List<Endpoint> union = new ArrayList<>(first);
        for (Endpoint endpoint : second) {
            if (union.size() < KnownContact.MAX_ENDPOINTS && !union.contains(endpoint)) {
                union.add(endpoint);
            }
        }
        return List.copyOf(union);
    }

    private static boolean isSame(List<Endpoint> one, List<Endpoint> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!one.get(i).equals(other.get(i))) {
                return false;
            }
        }
        return true;
    }
}
