package io.nodenet.transport.memory;

import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.Transport;
import java.time.Duration;

/**
 * What is particular about a host.
 *
 * @param nat what stands between it and the others
 * @param mappingTimeout how long a mapping of the NAT lasts after the last packet from inside
 * @param clockSkew how far its wall clock is ahead, negative for behind
 * @param maxInbound its cap on accepted connections, not positive for none
 * @param maxInboundPerAddress its cap on accepted connections of one IP address, not positive for none
 * @param relayLimits what it carries for others at most
 */
public record HostProfile(
        NatProfile nat,
        Duration mappingTimeout,
        Duration clockSkew,
        int maxInbound,
        int maxInboundPerAddress,
        RelayLimits relayLimits) {
    /** What RFC 4787 asks for at least, and most NATs have. */
    public static final Duration DEFAULT_MAPPING_TIMEOUT = Duration.ofMinutes(2);

    private static final int DEFAULT_MAX_INBOUND_PER_ADDRESS = 32;

    /** An ordinary public host with the default caps. */
    public HostProfile() {
        this(
                NatProfile.NONE,
                DEFAULT_MAPPING_TIMEOUT,
                Duration.ZERO,
                Transport.DEFAULT_MAX_INBOUND,
                DEFAULT_MAX_INBOUND_PER_ADDRESS,
                RelayLimits.DEFAULTS);
    }

    /** Returns this profile behind a NAT. */
    public HostProfile withNat(NatProfile kind) {
        return new HostProfile(kind, mappingTimeout, clockSkew, maxInbound, maxInboundPerAddress, relayLimits);
    }

    /** Returns this profile behind a NAT whose mappings last another time. */
    public HostProfile withMappingTimeout(Duration timeout) {
        return new HostProfile(nat, timeout, clockSkew, maxInbound, maxInboundPerAddress, relayLimits);
    }

    /** Returns this profile with a clock that is off. */
    public HostProfile withClockSkew(Duration skew) {
        return new HostProfile(nat, mappingTimeout, skew, maxInbound, maxInboundPerAddress, relayLimits);
    }

    /** Returns this profile with other caps. */
    public HostProfile withMaxInbound(int total, int perAddress) {
        return new HostProfile(nat, mappingTimeout, clockSkew, total, perAddress, relayLimits);
    }

    /** Returns this profile with other limits on what it carries for others. */
    public HostProfile withRelayLimits(RelayLimits limits) {
        return new HostProfile(nat, mappingTimeout, clockSkew, maxInbound, maxInboundPerAddress, limits);
    }
}
