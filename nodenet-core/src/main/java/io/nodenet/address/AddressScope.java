package io.nodenet.address;

import org.jspecify.annotations.Nullable;

/** How far an address reaches, the farthest first. */
public enum AddressScope {
    /** Everywhere. */
    PUBLIC,
    /** Within one site: private, shared by the customers of one provider, or unique local ({@link IpPort#isPrivate}). */
    PRIVATE,
    /** Wherever its transport reaches, which has no IP addresses. */
    OTHER,
    /** Within its host. */
    LOOPBACK;

    private static final EndpointFilter DIALABLE = new EndpointFilter(true);

    /** Returns how far an address reaches, null for one that nobody can dial or that means something on one link only. */
    public static @Nullable AddressScope of(Endpoint endpoint) {
        if (!endpoint.isQuic()) {
            return endpoint.isEmpty() ? null : OTHER;
        }
        IpPort literal = DIALABLE.permits(endpoint) ? endpoint.ipPort() : null;
        if (literal == null || !literal.zone().isEmpty()) {
            return null;
        }
        if (EndpointFilter.isLoopback(literal)) {
            return LOOPBACK;
        }
        return literal.isPrivate() ? PRIVATE : PUBLIC;
    }
}
