package io.nodenet.node.core.edge;

import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.IpPort;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import io.nodenet.nat.ReflexiveReports;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.Contact;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows where this node is seen from outside, and tells the application when that changes (docs/protocol/08, section 13). */
public final class SelfCoordinates implements EdgeObserver {
    /** The most addresses that are announced. */
    static final int MAX_ANNOUNCED = 4;

    /** The most addresses that a peer is told that looks for this node: as many as anybody tries (docs/protocol/06, section 3). */
    static final int MAX_COORDINATES = 8;

    private static final EndpointFilter ANNOUNCEABLE = new EndpointFilter(true);
    private static final long TICK_NANOS = Duration.ofMinutes(1).toNanos();

    private final CoreConfig config;
    private final Turn turn;
    private final Timers timers;
    private final ApplicationOutput application;
    private final ReflexiveReports reports = new ReflexiveReports();
    private List<Endpoint> local = List.of();
    private boolean dialed;
    private boolean amongPublic;
    private @Nullable Contact contact;

    /** Creates coordinates that are unknown. */
    public SelfCoordinates(CoreConfig config, Turn turn, Timers timers, ApplicationOutput application) {
        this.config = config;
        this.turn = turn;
        this.timers = timers;
        this.application = application;
    }

    /** Learns the node's own addresses, and starts to forget reports that are too old. */
    public void start(List<Endpoint> localEndpoints) {
        onLocalEndpoints(localEndpoints);
        tick();
    }

    /** Learns that the node's own addresses have changed. */
    public void onLocalEndpoints(List<Endpoint> localEndpoints) {
        contact = null;
        local = List.copyOf(localEndpoints);
        dialed = false;
        amongPublic = false;
        tell(reports.local(localEndpoints));
    }

    private void tick() {
        timers.after(TICK_NANOS, () -> {
            tell(reports.expire(turn.nowNanos()));
            tick();
        });
    }

    /** Takes a connection that a peer made as the sign that this node can be dialed, and its address as one of where peers are. */
    @Override
    public void onConnection(EdgeConnection connection) {
        contact = null;
        dialed |= !connection.connection().isOutbound();
        amongPublic |= scopeOf(connection.connection().remoteEndpoint()) == Scope.PUBLIC;
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        tell(reports.forget(edge.id()));
    }

    /** Takes the report of a neighbour, which came over this connection. */
    void onReport(EdgeConnection connection, Endpoint observed) {
        SubnetKey subnet = SubnetKey.of(connection.connection().remoteEndpoint());
        tell(reports.report(connection.peer(), observed, subnet, turn.nowNanos()));
    }

    public ReflexiveAddress reflexive() {
        return reports.judgement();
    }

    /** Returns the NodeID of this node. */
    public NodeId id() {
        return config.self();
    }

    /** Returns what this node tells others of itself; the same object as long as that does not change. */
    public Contact contact() {
        Contact told = contact;
        if (told == null) {
            told = new Contact(config.self(), config.key(), 0, announced());
            contact = told;
        }
        return told;
    }

    /**
     * Returns where others can reach this node, the likeliest first: confirmed external addresses, then its own ones, public before private.
     * Never an unspecified or link-local address, and loopback only where there is nothing else (W-02). The external address of a node behind
     * a NAT is left out until somebody has dialed this node: others would dial it in vain, and take a leaf for a router. Private addresses are
     * left out once a neighbour has a public one: they mean something else elsewhere.
     */
    public List<Endpoint> announced() {
        Set<Endpoint> announced = new LinkedHashSet<>();
        if (dialed || reports.judgement().nat() == NatKind.NONE) {
            announced.addAll(reports.judgement().endpoints());
        }
        for (Scope scope : Scope.values()) {
            boolean useful = scope != Scope.PRIVATE || !amongPublic;
            if (useful && (scope != Scope.LOOPBACK || announced.isEmpty())) {
                local.stream().filter(endpoint -> scopeOf(endpoint) == scope).forEach(announced::add);
            }
        }
        return announced.stream().limit(MAX_ANNOUNCED).toList();
    }

    /**
     * Returns where a peer that looks for this node may try to reach it, the likeliest first: its confirmed external addresses, whether it was
     * dialed there or not, then its own ones, public before private. Never an unspecified or link-local address, and loopback only where there
     * is nothing else. Behind a NAT that shows each peer another port, the external host with any of them: the peer may let in whatever comes
     * from there.
     */
    public List<Endpoint> coordinates() {
        Set<Endpoint> coordinates = new LinkedHashSet<>(reports.judgement().endpoints());
        if (reports.judgement().nat().isSymmetric()) {
            coordinates.addAll(reports.guesses());
        }
        for (Scope scope : Scope.values()) {
            if (scope != Scope.LOOPBACK || coordinates.isEmpty()) {
                local.stream().filter(endpoint -> scopeOf(endpoint) == scope).forEach(coordinates::add);
            }
        }
        return coordinates.stream().limit(MAX_COORDINATES).toList();
    }

    /**
     * Returns whether an address that a peer told may be dialed: a literal one, private only for a node that has a private address itself and
     * no neighbour with a public one, loopback only for one that is bound to it (W-21).
     */
    public boolean accepts(Endpoint told) {
        if (!config.ipAddressed()) {
            return !told.isEmpty();
        }
        Scope scope = scopeOf(told);
        if (scope == null || scope == Scope.OTHER || (scope == Scope.PRIVATE && amongPublic)) {
            return false;
        }
        return scope == Scope.PUBLIC
                || local.stream().map(SelfCoordinates::scopeOf).anyMatch(own -> own == scope || own == Scope.LOOPBACK);
    }

    /**
     * Returns those of the addresses that a peer tells where this node may try to reach it: what {@link #accepts} accepts, and private ones
     * besides if the peer is seen at one of this node's own external addresses, so that both are behind the same NAT.
     */
    public List<Endpoint> candidates(List<Endpoint> told) {
        boolean isNear = told.stream().anyMatch(this::isOwnHost);
        return told.stream()
                .filter(endpoint -> accepts(endpoint) || (isNear && scopeOf(endpoint) == Scope.PRIVATE))
                .distinct()
                .toList();
    }

    private boolean isOwnHost(Endpoint endpoint) {
        IpPort literal = endpoint.ipPort();
        return literal != null
                && reports.judgement().endpoints().stream()
                        .map(Endpoint::ipPort)
                        .anyMatch(own -> own != null && Arrays.equals(own.address(), literal.address()));
    }

    /** How far an address reaches, the farthest first. */
    private enum Scope {
        PUBLIC,
        PRIVATE,
        /** Of a transport that has no IP addresses. */
        OTHER,
        LOOPBACK
    }

    /** Returns how far an address reaches, null for one that cannot be dialed. */
    private static @Nullable Scope scopeOf(Endpoint endpoint) {
        if (!endpoint.isQuic()) {
            return endpoint.isEmpty() ? null : Scope.OTHER;
        }
        IpPort literal = ANNOUNCEABLE.permits(endpoint) ? endpoint.ipPort() : null;
        if (literal == null || !literal.zone().isEmpty()) {
            return null;
        }
        if (EndpointFilter.isLoopback(literal)) {
            return Scope.LOOPBACK;
        }
        return literal.isPrivate() ? Scope.PRIVATE : Scope.PUBLIC;
    }

    private void tell(boolean changed) {
        if (changed) {
            contact = null;
            application.event(new NodeEvent.ReflexiveAddressChanged(reports.judgement()));
        }
    }
}
