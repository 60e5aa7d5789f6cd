package io.nodenet.fact;

import io.nodenet.address.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * Where a node is seen from outside, as far as enough neighbours agree (docs/protocol/06, section 2).
 *
 * @param endpoints the confirmed public addresses, one per IP family at most, the one that more neighbours report first; empty while
 *     none is confirmed
 * @param symmetric whether a NAT seems to show each neighbour another address, and none is confirmed: then hole punching is no use
 */
public record ReflexiveAddress(List<Endpoint> endpoints, boolean symmetric) {
    /** What a node believes that has heard too little. */
    public static final ReflexiveAddress UNKNOWN = new ReflexiveAddress(List.of(), false);

    public ReflexiveAddress {
        endpoints = List.copyOf(endpoints);
    }

    /** Answers the address that most neighbours report, empty while none is confirmed. */
    public Optional<Endpoint> best() {
        return endpoints.stream().findFirst();
    }
}
