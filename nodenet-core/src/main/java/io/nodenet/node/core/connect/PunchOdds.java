package io.nodenet.node.core.connect;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.fact.NatKind;
import java.util.List;

/**
 * What a hole punch between two peers promises, by what one of them knows of its own NAT and the other tells of its addresses.
 *
 * <p>A peer that tells one host with several ports is seen at another port by each of its neighbours, so nobody knows the next one.
 */
enum PunchOdds {
    /** Nothing speaks against it. */
    FAIR,
    /** One of the two shows each peer another port: it works only if the other one's NAT does not filter by port, which nobody tells. */
    DOUBTFUL,
    /** Neither has an address that the other could know. */
    NONE;

    /**
     * Judges by the NAT of this node and where a peer may be.
     *
     * @param candidates what the peer tells and may be dialed
     */
    static PunchOdds of(NatKind own, List<Endpoint> candidates) {
        if (own == NatKind.NONE) {
            return FAIR; // whatever the peer's NAT does, the peer can dial this node
        }
        boolean isPeerKnown = !steady(candidates).isEmpty();
        if (own.isSymmetric()) {
            return isPeerKnown ? DOUBTFUL : NONE;
        }
        return isPeerKnown ? FAIR : DOUBTFUL;
    }

    /** Returns the addresses whose host comes with no other port. */
    static List<Endpoint> steady(List<Endpoint> candidates) {
        return candidates.stream()
                .filter(one -> candidates.stream().noneMatch(other -> isOtherPort(one, other)))
                .toList();
    }

    private static boolean isOtherPort(Endpoint one, Endpoint other) {
        IpPort here = one.ipPort();
        IpPort there = other.ipPort();
        return here != null && there != null && here.isSameHost(there) && here.port() != there.port();
    }
}
