package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.relay.RelayQuota;
import io.nodenet.transport.relay.RelaySide;
import io.nodenet.transport.relay.RelaySplice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The relay sessions of one host in memory, and the ports they have. */
final class MemoryRelays {
    private static final int FIRST_PORT = 49_152;
    private static final long CHECK_NANOS = Duration.ofSeconds(15).toNanos();

    private final HostScope host;
    private final RelayLimits limits;
    private final RelayQuota quota;
    private final Ports ports;
    private final Map<Long, MemoryRelay> bySession = new LinkedHashMap<>();
    private final Map<Integer, MemoryRelay.Port> byPort = new HashMap<>();
    private int lastPort = FIRST_PORT - 1;
    private NodeLoop.@Nullable Timer check;

    /** The ports of the network, for a host whose own ones are seen by the others. */
    interface Ports {
        /** Returns whether somebody has an endpoint. */
        boolean isTaken(Endpoint endpoint);

        /** Gives an endpoint to the host. */
        void bind(Endpoint endpoint);

        /** Takes an endpoint back. */
        void unbind(Endpoint endpoint);
    }

    /** Creates a host without sessions. */
    MemoryRelays(HostScope host, RelayLimits limits, Ports ports) {
        this.host = host;
        this.limits = limits;
        this.quota = new RelayQuota(limits);
        this.ports = ports;
    }

    /**
     * Opens a session; the listener is told in a later turn.
     *
     * @return null if it was refused
     * @throws IllegalArgumentException if there is one of this number
     */
    @Nullable
    MemoryRelay open(long session, Endpoint caller, Endpoint callee) {
        if (bySession.containsKey(session)) {
            throw new IllegalArgumentException("There is a relay session " + session + " already");
        }
        InetAddress callerHost = hostOf(caller);
        InetAddress calleeHost = hostOf(callee);
        IpPort own = host.inside();
        if (own == null || callerHost == null || calleeHost == null) {
            return refuse(session, "no relay between " + caller.text() + " and " + callee.text());
        }
        RelayQuota.Share share = quota.open();
        if (share == null) {
            return refuse(session, "as many relay sessions as may be: " + limits.maxSessions());
        }
        RelaySplice splice = new RelaySplice(share, callerHost, calleeHost, limits.idle(), host.now());
        MemoryRelay relay = new MemoryRelay(host, session, share, splice, nextPort(own), nextPort(own));
        bySession.put(session, relay);
        for (RelaySide side : RelaySide.values()) {
            byPort.put(relay.inside(side).port(), new MemoryRelay.Port(relay, side));
            ports.bind(relay.endpoint(side));
        }
        host.counters().increment(TransportCounter.RELAY_SESSIONS);
        host.loop().execute(() -> {
            if (relay.isOpen()) {
                host.listener()
                        .onRelayOpened(session, relay.endpoint(RelaySide.CALLER), relay.endpoint(RelaySide.CALLEE));
            }
        });
        armCheck();
        return relay;
    }

    private static @Nullable InetAddress hostOf(Endpoint endpoint) {
        InetSocketAddress address = endpoint.toSocketAddress();
        return address == null ? null : address.getAddress();
    }

    private @Nullable MemoryRelay refuse(long session, String reason) {
        host.counters().increment(TransportCounter.RELAY_REFUSED);
        host.loop().execute(() -> host.listener().onRelayRefused(session, reason));
        return null;
    }

    private IpPort nextPort(IpPort own) {
        IpPort next;
        do {
            lastPort = lastPort == IpPort.MAX_PORT ? FIRST_PORT : lastPort + 1;
            next = IpPort.of(own.address(), own.zone(), lastPort);
        } while (byPort.containsKey(lastPort) || lastPort == own.port() || ports.isTaken(Endpoint.quic(next.text())));
        return next;
    }

    /** Returns the session whose port a datagram is sent to, null if none. */
    MemoryRelay.@Nullable Port at(IpPort destination) {
        return byPort.isEmpty() ? null : byPort.get(host.insidePort(destination.port()));
    }

    /** Ends a session; without effect if there is none. */
    void close(long session) {
        MemoryRelay relay = bySession.remove(session);
        if (relay != null) {
            relay.close();
            for (RelaySide side : RelaySide.values()) {
                byPort.remove(relay.inside(side).port());
                ports.unbind(relay.endpoint(side));
            }
        }
    }

    /** Ends all sessions. */
    void closeAll() {
        List.copyOf(bySession.keySet()).forEach(this::close);
    }

    private void armCheck() {
        if (check == null && !bySession.isEmpty()) {
            long delayNanos = Math.min(CHECK_NANOS, limits.idle().toNanos());
            check = host.loop().schedule(this::closeIdle, delayNanos);
        }
    }

    private void closeIdle() {
        check = null;
        for (MemoryRelay relay : List.copyOf(bySession.values())) {
            if (relay.isIdle()) {
                close(relay.session());
                host.listener().onRelayClosed(relay.session());
            }
        }
        armCheck();
    }
}
