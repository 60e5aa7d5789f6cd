package io.nodenet.fact;

import io.nodenet.address.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * Where a node is seen from outside, as far as enough neighbours agree (docs/protocol/06, section 2).
 *
 * @param endpoints the confirmed public addresses, at most one per IP family, the one that more neighbours report first; empty while
 *     none is confirmed
 * @param nat the NAT that the reports point to; when it is symmetric, no address is confirmed
 */
public record ReflexiveAddress(List<Endpoint> endpoints, NatKind nat) {
    /** What a node assumes that has heard too little. */
    public static final ReflexiveAddress UNKNOWN = new ReflexiveAddress(List.of(), NatKind.UNKNOWN);

    /** Copies the list. */
    public ReflexiveAddress {
        endpoints = List.copyOf(endpoints);
    }

    /** Returns the address that most neighbours report, empty while none is confirmed. */
    public Optional<Endpoint> best() {
        return endpoints.stream().findFirst();
    }
}
