package io.nodenet.fact;

/** How the NAT in front of a node maps its socket to external addresses, as far as reports of neighbours tell (RFC 4787, section 4.1). */
public enum NatKind {
    /** Too few neighbours have reported. */
    UNKNOWN,
    /** There is none: neighbours see an address of the node itself. */
    NONE,
    /** Every neighbour sees the same external address: hole punching works. */
    ENDPOINT_INDEPENDENT,
    /** Neighbours at other addresses see other external addresses, and those at one address the same, whatever their port. */
    ADDRESS_DEPENDENT,
    /** Neighbours at other addresses or ports see other external addresses. Assumed when reports cannot tell it from the one above. */
    ADDRESS_AND_PORT_DEPENDENT;

    /** Returns whether the external address depends on who looks, so that nobody can be told one that holds for others. */
    public boolean isSymmetric() {
        return switch (this) {
            case UNKNOWN, NONE, ENDPOINT_INDEPENDENT -> false;
            case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT -> true;
        };
    }
}
