package io.nodenet.node.core.edge;

import io.nodenet.address.AddressScope;
import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NatEvidence;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import io.nodenet.nat.ReflexiveReports;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows where this node can be reached and is seen from outside, decides which of its addresses whom is told and which that others tell may
 * be dialed, and tells the application when the external address changes (docs/protocol/08, sections 10.4 and 13).
 *
 * <p>[L] An address that the operator has set is told to everybody, as is a public one. Private ones are told only to a peer that shows an
 * external address of this node as its own, or where neither is known to have any, as on a LAN without internet (W-18); those of others
 * only to a peer that is seen on the site of this node.
 */
public final class SelfCoordinates implements EdgeObserver {
    /** The most addresses that are announced. */
    static final int MAX_ANNOUNCED = 4;

    /** The most addresses that a peer is told, and the most of a peer's that are tried: as many as anybody tries (docs/protocol/06, §3). */
    public static final int MAX_COORDINATES = 8;

    /** How long a host that was sent something is remembered: as long as a NAT should keep the mapping (RFC 4787, REQ-5). */
    static final Duration CONTACT_MEMORY = Duration.ofMinutes(5);

    /** The most hosts of which that is remembered; as long as there were more, no connection is a sign that this node can be dialed. */
    static final int MAX_CONTACTED = 1024;

    private static final long TICK_NANOS = Duration.ofMinutes(1).toNanos();

    private final CoreConfig config;
    private final Turn turn;
    private final Timers timers;
    private final RecentHosts contacted;
    private final ApplicationOutput application;
    private final ReflexiveReports reports;
    private List<Endpoint> local = List.of();
    private boolean dialed;
    private boolean amongPublic;
    private @Nullable Contact contact;
    private Runnable onChange = () -> {};

    /** Creates coordinates that are unknown. */
    public SelfCoordinates(CoreConfig config, Turn turn, Timers timers, ApplicationOutput application) {
        this.config = config;
        this.turn = turn;
        this.timers = timers;
        this.contacted = new RecentHosts(turn, CONTACT_MEMORY, MAX_CONTACTED);
        this.application = application;
        this.reports = new ReflexiveReports(config.reflexiveQuorum());
    }

    /** Sets who learns that the external address, or the kind of NAT, is another one; called once, where the core is wired. */
    public void listener(Runnable listener) {
        onChange = listener;
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

    /**
     * Takes a connection that a peer made as the sign that this node can be dialed, unless a punch had opened the way or this node has sent
     * something to that host itself, and its address as one of where peers are. One that is relayed says nothing of either.
     */
    @Override
    public void onConnection(EdgeConnection connection) {
        if (connection.path() == PathKind.RELAYED) {
            return;
        }
        contact = null;
        Endpoint peer = connection.connection().remoteEndpoint();
        boolean isDialed = !connection.connection().isOutbound() && connection.path() == PathKind.DIRECT;
        dialed |= isDialed && !contacted.contains(peer) && !contacted.hasForgotten();
        amongPublic |= AddressScope.of(peer) == AddressScope.PUBLIC;
    }

    /**
     * Takes note that this node sends something to an endpoint: its NAT lets in what comes back from there, whatever it does with what
     * strangers send (RFC 4787, section 5).
     */
    public void onContact(Endpoint endpoint) {
        contacted.remember(endpoint);
    }

    /** A peer that was dialed is sent something as long as it answers. */
    @Override
    public void onPong(EdgeConnection connection, EdgeConnection.Ping ping) {
        if (connection.connection().isOutbound() && connection.path() != PathKind.RELAYED) {
            onContact(connection.connection().remoteEndpoint());
        }
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        forgetReport(edge.id());
    }

    /** Forgets where a neighbour has seen this node. */
    void forgetReport(NodeId neighbour) {
        tell(reports.forget(neighbour));
    }

    /** Takes the report of a neighbour, which came over this connection; one that is relayed sees the relay (W6-3). */
    void onReport(EdgeConnection connection, Endpoint observed) {
        if (connection.path() == PathKind.RELAYED) {
            return;
        }
        Endpoint from = connection.connection().remoteEndpoint();
        tell(reports.report(connection.peer(), observed, from, turn.nowNanos()));
    }

    public ReflexiveAddress reflexive() {
        return reports.judgement();
    }

    /** Returns what neighbours report of where they see this node, by class of addresses. */
    public List<NatEvidence> natEvidence() {
        return reports.evidence();
    }

    /** Returns the NodeID of this node. */
    public NodeId id() {
        return config.self();
    }

    /** Returns what this node tells others of itself; the same object as long as that does not change. */
    public Contact contact() {
        Contact told = contact;
        if (told == null) {
            told = new Contact(config.self(), config.key(), volunteers() ? Contact.CAN_RELAY : 0, announced());
            contact = told;
        }
        return told;
    }

    /** Returns whether this node relays for others: it is to, and they can dial it, as far as it knows. */
    public boolean volunteers() {
        return config.relaySessions() > 0 && !announced().isEmpty();
    }

    /**
     * Returns where others can reach this node, the likeliest first: what the operator has set, confirmed external addresses, then its own
     * ones, public before private. Never an unspecified or link-local address, and loopback only where there is nothing else (W-02). The
     * external address of a node behind a NAT is left out until somebody has dialed this node: others would dial it in vain, and take a leaf
     * for a router. Private addresses are left out once a neighbour has a public one: they mean something else elsewhere.
     */
    public List<Endpoint> announced() {
        Set<Endpoint> announced = new LinkedHashSet<>(config.advertised());
        if (dialed || reports.judgement().nat() == NatKind.NONE) {
            announced.addAll(reports.judgement().endpoints());
        }
        for (AddressScope scope : AddressScope.values()) {
            boolean useful = scope != AddressScope.PRIVATE || !amongPublic;
            if (useful && (scope != AddressScope.LOOPBACK || announced.isEmpty())) {
                own(scope).forEach(announced::add);
            }
        }
        return announced.stream().limit(MAX_ANNOUNCED).toList();
    }

    /**
     * Returns where a peer may try to reach this node, the likeliest first: what the operator has set, confirmed external addresses, whether it
     * was dialed there or not, or behind a NAT that shows each peer another port the external host with two of them, for the peer may let in
     * whatever comes from there; then by turns the first, second and further ones of its own public IPv4, public IPv6, private IPv4 and private
     * IPv6 addresses, so that many of one kind leave room for the others. Never an unspecified or link-local address, and loopback only for a
     * node that has nothing else. Private ones are told only to a peer that shares an external address of this node, by what a single
     * neighbour says, or where neither has any.
     *
     * @param peer what the peer tells, or is known, to have for addresses itself; empty for a stranger
     */
    public List<Endpoint> coordinatesFor(Collection<Endpoint> peer) {
        Set<Endpoint> coordinates = new LinkedHashSet<>(config.advertised());
        coordinates.addAll(reports.judgement().endpoints());
        if (reports.judgement().nat().isSymmetric()) {
            coordinates.addAll(reports.guesses());
        }
        List<List<Endpoint>> kinds = new ArrayList<>();
        addFamilies(kinds, AddressScope.PUBLIC);
        if (sharesSite(peer)) {
            showSharedAddress(peer, coordinates);
            addFamilies(kinds, AddressScope.PRIVATE);
        }
        kinds.add(own(AddressScope.OTHER).toList());
        for (int i = 0; i < local.size(); i++) {
            for (List<Endpoint> kind : kinds) {
                if (i < kind.size()) {
                    coordinates.add(kind.get(i));
                }
            }
        }
        if (coordinates.isEmpty() && own(AddressScope.PRIVATE).findAny().isEmpty()) {
            own(AddressScope.LOOPBACK).forEach(coordinates::add);
        }
        return coordinates.stream().limit(MAX_COORDINATES).toList();
    }

    /** Returns where a peer of which nothing is known may try to reach this node. */
    public List<Endpoint> coordinatesForStranger() {
        return coordinatesFor(List.of());
    }

    /** Adds the address that is shared with a peer if it is not confirmed yet: the peer knows it, and else could not tell that it is near. */
    private void showSharedAddress(Collection<Endpoint> peer, Set<Endpoint> coordinates) {
        Set<Object> theirs = externalAddresses(peer.stream());
        if (Collections.disjoint(externalAddresses(external()), theirs)) {
            reports.observed()
                    .filter(endpoint -> !Collections.disjoint(externalAddresses(Stream.of(endpoint)), theirs))
                    .findFirst()
                    .ifPresent(coordinates::add);
        }
    }

    private void addFamilies(List<List<Endpoint>> kinds, AddressScope scope) {
        kinds.add(own(scope).filter(SelfCoordinates::isIpv4).toList());
        kinds.add(own(scope).filter(endpoint -> !isIpv4(endpoint)).toList());
    }

    private Stream<Endpoint> own(AddressScope scope) {
        return local.stream().filter(endpoint -> AddressScope.of(endpoint) == scope);
    }

    private static boolean isIpv4(Endpoint endpoint) {
        IpPort literal = endpoint.ipPort();
        return literal != null && literal.isIpv4();
    }

    /**
     * Returns whether a peer is where private addresses of this node mean the same as here, as far as its own addresses tell, which it may have
     * made up.
     */
    private boolean sharesSite(Collection<Endpoint> peer) {
        if (!config.ipAddressed()) {
            return true; // the text may look private, and means nothing
        }
        Set<Object> theirs = externalAddresses(peer.stream());
        if (theirs.isEmpty()) {
            return externalAddresses(external()).isEmpty();
        }
        return !Collections.disjoint(externalAddresses(Stream.concat(external(), reports.observed())), theirs);
    }

    /** Returns where this node is reached from outside, as far as that is sure, the likeliest first; its own addresses last, private ones too. */
    public Stream<Endpoint> external() {
        return Stream.of(config.advertised(), reports.judgement().endpoints(), local)
                .flatMap(List::stream);
    }

    /** Returns what those who share it have in common: the IPv4 address of a NAT, the /64 of an IPv6 link. */
    private static Set<Object> externalAddresses(Stream<Endpoint> endpoints) {
        Set<Object> addresses = new HashSet<>();
        endpoints.forEach(endpoint -> {
            IpPort literal = AddressScope.of(endpoint) == AddressScope.PUBLIC ? endpoint.ipPort() : null;
            if (literal != null) {
                addresses.add(literal.isIpv4() ? IpPort.of(literal.address(), "", 0) : SubnetKey.of(literal));
            }
        });
        return addresses;
    }

    /**
     * Returns whether a peer may be told the private addresses of others: any as long as no neighbour has a public address, then those whom
     * this node sees on its own site (W-18). What the peer says of itself does not count, nor what a single neighbour says of this node:
     * those whose addresses are told have not met the peer.
     *
     * @param peer the edge to the peer; null for one that is not a neighbour
     */
    public boolean mayKnowSite(@Nullable Edge peer) {
        if (!config.ipAddressed() || !amongPublic) {
            return true;
        }
        return peer != null
                && peer.connections().stream()
                        .filter(connection -> connection.path() != PathKind.RELAYED)
                        .anyMatch(connection -> isOnSite(connection.connection().remoteEndpoint()));
    }

    private boolean isOnSite(Endpoint seen) {
        return AddressScope.of(seen) == AddressScope.PRIVATE
                || !Collections.disjoint(externalAddresses(external()), externalAddresses(Stream.of(seen)));
    }

    /**
     * Returns whether an address that a peer told may be dialed: one within reach, private only for a node that has no neighbour with a public
     * one (W-21).
     */
    public boolean accepts(Endpoint told) {
        boolean isElsewhere = config.ipAddressed() && amongPublic && AddressScope.of(told) == AddressScope.PRIVATE;
        return !isElsewhere && reaches(told);
    }

    /**
     * Returns whether an address can be one at which this node has reached a peer: a literal one, private only for a node that has a private
     * address itself, loopback only for one that is bound to it.
     */
    public boolean reaches(Endpoint endpoint) {
        if (!config.ipAddressed()) {
            return !endpoint.isEmpty();
        }
        AddressScope scope = AddressScope.of(endpoint);
        if (scope == null || scope == AddressScope.OTHER) {
            return false;
        }
        return scope == AddressScope.PUBLIC || has(scope) || has(AddressScope.LOOPBACK);
    }

    /** Returns whether an address of a peer may be kept: what others told of it only if this node {@link #accepts} it. */
    public boolean mayKeep(Endpoint endpoint, ContactSource source) {
        return source == ContactSource.HEARSAY ? accepts(endpoint) : reaches(endpoint);
    }

    /**
     * Returns which of the addresses that a peer told of itself may be dialed or punched, without duplicates, the first
     * {@value #MAX_COORDINATES}: those that this node {@link #accepts}, in their order, behind the private ones of a peer that shares its
     * external address, which is rarely reached at that one from inside. Never one of this node's own.
     */
    public List<Endpoint> candidates(Collection<Endpoint> told) {
        Set<Endpoint> candidates = new LinkedHashSet<>();
        if (has(AddressScope.PRIVATE) && sharesSite(told)) {
            told.stream()
                    .filter(endpoint -> AddressScope.of(endpoint) == AddressScope.PRIVATE)
                    .forEach(candidates::add);
        }
        told.stream().filter(this::accepts).forEach(candidates::add);
        local.forEach(candidates::remove);
        return candidates.stream().limit(MAX_COORDINATES).toList();
    }

    private boolean has(AddressScope scope) {
        return own(scope).findAny().isPresent();
    }

    private void tell(boolean changed) {
        if (changed) {
            contact = null;
            application.event(new NodeEvent.ReflexiveAddressChanged(reports.judgement()));
            onChange.run();
        }
    }
}
