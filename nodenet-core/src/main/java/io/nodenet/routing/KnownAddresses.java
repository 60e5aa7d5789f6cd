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
 * <p>Immutable: what is learned makes another value, and the same one if there is nothing new. Learning what is known already allocates
 * nothing.
 */
final class KnownAddresses {
    /** No address at all. */
    static final KnownAddresses NONE = new KnownAddresses(List.of(), List.of(), List.of());

    private final List<Endpoint> proven;
    private final List<Endpoint> claimed;
    private final List<Endpoint> hearsay;
    private final List<Endpoint> all;
    private final List<Endpoint> beyondSite;

    /** Takes what was vouched for by each; of the hearsay, the oldest is left out as far as there are too many. */
    private KnownAddresses(List<Endpoint> proven, List<Endpoint> claimed, List<Endpoint> hearsay) {
        this.proven = proven;
        this.claimed = claimed;
        List<Endpoint> vouched = union(proven, claimed);
        List<Endpoint> fresh = new ArrayList<>(hearsay);
        fresh.removeAll(vouched);
        int room = Math.min(KnownContact.MAX_HEARSAY_ENDPOINTS, KnownContact.MAX_ENDPOINTS - vouched.size());
        this.hearsay = List.copyOf(fresh.subList(Math.max(0, fresh.size() - room), fresh.size()));
        this.all = vouched.isEmpty() ? this.hearsay : union(vouched, this.hearsay);
        List<Endpoint> far =
                all.stream().filter(KnownAddresses::isOfUseBeyondSite).toList();
        this.beyondSite = far.size() == all.size() ? all : far;
    }

    private static boolean isOfUseBeyondSite(Endpoint endpoint) {
        AddressScope scope = AddressScope.of(endpoint);
        return scope == AddressScope.PUBLIC || scope == AddressScope.OTHER;
    }

    /** Returns all addresses without duplicates, best first. */
    List<Endpoint> all() {
        return all;
    }

    /** Returns those of {@link #all} that mean the same wherever they are told. */
    List<Endpoint> beyondSite() {
        return beyondSite;
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
     */
    KnownAddresses with(List<Endpoint> told, ContactSource source, Predicate<Endpoint> acceptable) {
        return switch (source) {
            case HEARSAY -> withHearsay(told, acceptable);
            case OWNER -> withClaimed(told, acceptable);
            case HANDSHAKE -> withProven(told, acceptable);
        };
    }

    private KnownAddresses withHearsay(List<Endpoint> told, Predicate<Endpoint> acceptable) {
        if (all.size() - hearsay.size() == KnownContact.MAX_ENDPOINTS) {
            return this;
        }
        List<Endpoint> heard = null;
        int taken = 0;
        for (int i = 0; i < told.size() && taken < KnownContact.MAX_HEARSAY_ENDPOINTS; i++) {
            Endpoint endpoint = told.get(i);
            if (all.contains(endpoint)) {
                taken++;
            } else if (acceptable.test(endpoint)) {
                taken++;
                heard = heard == null ? new ArrayList<>(hearsay) : heard;
                if (!heard.contains(endpoint)) {
                    heard.add(endpoint);
                }
            }
        }
        return heard == null ? this : new KnownAddresses(proven, claimed, heard);
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
                : new KnownAddresses(proven, List.copyOf(taken), hearsay);
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
        return new KnownAddresses(List.copyOf(next.subList(0, count)), claimed, hearsay);
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
