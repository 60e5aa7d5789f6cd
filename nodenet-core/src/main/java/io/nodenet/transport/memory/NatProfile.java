package io.nodenet.transport.memory;

/** What stands between a host and the others: the kinds of NAT that are common (RFC 4787), by how they map, filter and choose ports. */
public enum NatProfile {
    /** Nothing: the host has a public address. */
    NONE(NatBehavior.ENDPOINT_INDEPENDENT, NatBehavior.ENDPOINT_INDEPENDENT, PortChoice.PRESERVED),
    /** Once the host has sent anything, everybody reaches it. */
    FULL_CONE(NatBehavior.ENDPOINT_INDEPENDENT, NatBehavior.ENDPOINT_INDEPENDENT, PortChoice.PRESERVED),
    /** Whoever has the address that the host has sent to reaches it. */
    RESTRICTED_CONE(NatBehavior.ENDPOINT_INDEPENDENT, NatBehavior.ADDRESS_DEPENDENT, PortChoice.PRESERVED),
    /** Whomever the host has sent to reaches it. */
    PORT_RESTRICTED(NatBehavior.ENDPOINT_INDEPENDENT, NatBehavior.ADDRESS_AND_PORT_DEPENDENT, PortChoice.PRESERVED),
    /** A random port for each destination, at which this alone reaches the host. */
    SYMMETRIC(NatBehavior.ADDRESS_AND_PORT_DEPENDENT, NatBehavior.ADDRESS_AND_PORT_DEPENDENT, PortChoice.RANDOM),
    /** The next port for each destination, at which this alone reaches the host. */
    SYMMETRIC_SEQUENTIAL(
            NatBehavior.ADDRESS_AND_PORT_DEPENDENT, NatBehavior.ADDRESS_AND_PORT_DEPENDENT, PortChoice.SEQUENTIAL),
    /** A random port for each destination, at which everybody reaches the host. */
    SYMMETRIC_OPEN(NatBehavior.ADDRESS_AND_PORT_DEPENDENT, NatBehavior.ENDPOINT_INDEPENDENT, PortChoice.RANDOM),
    /** A random port for each address, at which this alone reaches the host. */
    ADDRESS_DEPENDENT(NatBehavior.ADDRESS_DEPENDENT, NatBehavior.ADDRESS_DEPENDENT, PortChoice.RANDOM),
    /** A random port, at which whomever the host has sent to reaches it: that of a provider for many customers. */
    CARRIER(NatBehavior.ENDPOINT_INDEPENDENT, NatBehavior.ADDRESS_AND_PORT_DEPENDENT, PortChoice.RANDOM),
    /** A home NAT that is {@link #PORT_RESTRICTED} behind that of a provider that is {@link #CARRIER}. */
    CGNAT(NatBehavior.ENDPOINT_INDEPENDENT, NatBehavior.ADDRESS_AND_PORT_DEPENDENT, PortChoice.RANDOM),
    /** Nothing passes, in neither direction. */
    UDP_BLOCKED(NatBehavior.ADDRESS_AND_PORT_DEPENDENT, NatBehavior.ADDRESS_AND_PORT_DEPENDENT, PortChoice.PRESERVED);

    /** How a NAT chooses the port of a new mapping. */
    enum PortChoice {
        /** That of the host, if it is free. */
        PRESERVED,
        /** Any free one. */
        RANDOM,
        /** The one after the last. */
        SEQUENTIAL
    }

    private final NatBehavior mapping;
    private final NatBehavior filtering;
    private final PortChoice ports;

    NatProfile(NatBehavior mapping, NatBehavior filtering, PortChoice ports) {
        this.mapping = mapping;
        this.filtering = filtering;
        this.ports = ports;
    }

    /** Returns for how much of the destination a port is chosen anew. */
    public NatBehavior mapping() {
        return mapping;
    }

    /** Returns for how much of the source it matters whether the host has sent there. */
    public NatBehavior filtering() {
        return filtering;
    }

    PortChoice ports() {
        return ports;
    }
}
