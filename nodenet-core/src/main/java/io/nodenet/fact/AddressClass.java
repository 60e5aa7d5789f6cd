package io.nodenet.fact;

/** The kinds of addresses under which a node can be seen, each of which is judged by itself (W6-4). */
public enum AddressClass {
    /** IPv4, everywhere. */
    PUBLIC_IPV4,
    /** IPv6, everywhere. */
    PUBLIC_IPV6,
    /** IPv4, within one site: what neighbours of the site see. */
    PRIVATE_IPV4,
    /** IPv6, within one site: what neighbours of the site see. */
    PRIVATE_IPV6;

    /** Returns whether an address of this class can be an external one. */
    public boolean isPublic() {
        return this == PUBLIC_IPV4 || this == PUBLIC_IPV6;
    }
}
