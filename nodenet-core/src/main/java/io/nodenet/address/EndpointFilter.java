package io.nodenet.address;

/**
 * Decides which endpoints may be dialed or punched, so that nobody can aim a node at its own host, its link, a group, or a name
 * server (docs/protocol/04, W4-5, W4-12 and section 10.3, [V]).
 *
 * <p>Private ranges are allowed: nodes of one site reach each other by them. Loopback is allowed only to a node that is itself
 * bound to loopback. Immutable, thread-safe; never resolves a name.
 */
public final class EndpointFilter {
    private final boolean loopbackAllowed;

    /** Makes a filter; loopback is for nodes that are bound to loopback themselves. */
    public EndpointFilter(boolean loopbackAllowed) {
        this.loopbackAllowed = loopbackAllowed;
    }

    /** Returns whether an endpoint may be dialed. */
    public boolean permits(Endpoint endpoint) {
        return judge(endpoint) == Dialability.DIALABLE;
    }

    /** Returns whether an endpoint may be dialed, or the first reason why not. */
    public Dialability judge(Endpoint endpoint) {
        if (!endpoint.isQuic()) {
            return Dialability.OTHER_FAMILY;
        }
        IpPort literal = endpoint.ipPort();
        return literal == null ? Dialability.NOT_LITERAL : judge(literal);
    }

    /** Returns whether a literal address, such as the result of resolving a configured name, may be dialed. */
    public Dialability judge(IpPort literal) {
        if (literal.port() == 0) {
            return Dialability.NO_PORT;
        }
        if (isLoopback(literal)) {
            return loopbackAllowed ? Dialability.DIALABLE : Dialability.LOOPBACK;
        }
        return literal.isIpv4() ? judgeIpv4(literal) : judgeIpv6(literal);
    }

    private static Dialability judgeIpv4(IpPort literal) {
        int first = literal.octet(0);
        if (first == 0) {
            return Dialability.UNSPECIFIED;
        }
        if (first == 169 && literal.octet(1) == 254) {
            return Dialability.LINK_LOCAL;
        }
        if (first >= 240) {
            return Dialability.RESERVED;
        }
        return first >= 224 ? Dialability.MULTICAST : Dialability.DIALABLE;
    }

    private static Dialability judgeIpv6(IpPort literal) {
        int first = literal.octet(0);
        if (first == 0xff) {
            return Dialability.MULTICAST;
        }
        if (first == 0xfe && (literal.octet(1) & 0xc0) == 0x80) {
            return Dialability.LINK_LOCAL;
        }
        return isAllZeroBut(literal, 0) ? Dialability.UNSPECIFIED : Dialability.DIALABLE;
    }

    /** Returns whether an address is 127.0.0.0/8, mapped or not, or {@code ::1}. */
    public static boolean isLoopback(IpPort literal) {
        return literal.isIpv4() ? literal.octet(0) == 127 : isAllZeroBut(literal, 1);
    }

    private static boolean isAllZeroBut(IpPort ipv6, int last) {
        for (int i = 0; i < 15; i++) {
            if (ipv6.octet(i) != 0) {
                return false;
            }
        }
        return ipv6.octet(15) == last;
    }
}
