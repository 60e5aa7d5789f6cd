package io.nodenet.cli;

import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import java.util.List;

/**
 * How to run a node.
 *
 * @param identity who it is
 * @param listen where it listens
 * @param difficulty proof-of-work bits of its network
 * @param anchors anchors of the node
 * @param advertise further addresses under which it can be reached
 * @param maxInbound connections that it accepts at a time
 * @param maxInboundPerAddress the same per IPv4 address or IPv6 /64
 * @param echo whether it answers messages, for conformance tests
 * @param gate whether it has edges only with its anchors and with peers that were allowed
 */
record NodeSettings(
        Identity identity,
        HostPort listen,
        int difficulty,
        List<AnchorEntry> anchors,
        List<HostPort> advertise,
        int maxInbound,
        int maxInboundPerAddress,
        boolean echo,
        boolean gate) {}
