package io.nodenet.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.transport.Connection;
import io.nodenet.transport.TransportCounter;
import java.time.Duration;
import java.util.List;

/** A caller and a callee with an edge to a volunteer, that has opened a session for them. */
final class RelayedHosts {
    static final long SESSION = 7;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time;
    final MemoryHost volunteer;
    final MemoryHost caller;
    final MemoryHost callee;
    final Endpoint callerSeen;
    final Endpoint calleeSeen;

    RelayedHosts(MemoryNetwork network, HostProfile volunteerProfile, NatProfile callerNat, NatProfile calleeNat) {
        time = network.time();
        volunteer = new MemoryHost(network, 1, volunteerProfile);
        caller = new MemoryHost(network, 2, new HostProfile().withNat(callerNat));
        callee = new MemoryHost(network, 3, new HostProfile().withNat(calleeNat));
        callerSeen = seen(caller);
        calleeSeen = seen(callee);
        volunteer.transport.openRelay(SESSION, callerSeen, calleeSeen);
        time.advance(SECOND);
    }

    RelayedHosts(MemoryNetwork network) {
        this(network, new HostProfile(), NatProfile.SYMMETRIC, NatProfile.SYMMETRIC);
    }

    private Endpoint seen(MemoryHost host) {
        if (volunteer.transport.localEndpoints().equals(List.of(volunteer.transport.boundEndpoint()))) {
            host.connect(volunteer);
            return volunteer.accepted.remoteEndpoint();
        }
        return volunteer.connect(host).remoteEndpoint(); // a volunteer behind a NAT dials
    }

    /** Returns where a peer finds its side: a volunteer behind a NAT is found at its external address. */
    Endpoint side(int index) {
        IpPort outside = volunteer.transport.boundEndpoint().ipPort();
        IpPort told = volunteer.relaySides.get(index).ipPort();
        return Endpoint.quic(IpPort.of(outside.address(), "", told.port()).text());
    }

    void calleePunches() {
        callee.transport.punch(side(1));
    }

    void callerDials(Duration timeout) {
        caller.dialed = null;
        caller.failure = null;
        caller.transport.dial(1, callee.id(), side(0), timeout.toNanos());
    }

    boolean isUpWithin(Duration limit) {
        return time.runUntil(() -> caller.dialed != null || caller.failure != null, limit) && caller.dialed != null;
    }

    Connection connect() {
        calleePunches();
        time.advance(SECOND);
        callerDials(Duration.ofSeconds(10));
        assertThat(isUpWithin(Duration.ofSeconds(10))).isTrue();
        Connection connection = caller.dialed;
        assertThat(connection).isNotNull();
        MemoryHost.send(connection, 1, 1);
        callee.accepted = null;
        assertThat(time.runUntil(() -> callee.accepted != null, SECOND)).isTrue();
        callee.arrivals.clear();
        return connection;
    }

    long count(TransportCounter counter) {
        return volunteer.transport.counters().get(counter);
    }
}
