package io.nodenet.nat;

import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.IpPort;
import io.nodenet.fact.AddressClass;
import io.nodenet.fact.NatEvidence;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Judges from the reports of neighbours where this node is seen from outside (docs/protocol/06, section 2).
 *
 * <p>[V] An address is confirmed by a quorum of neighbours that report it, of two subnets at least; a crowd of one subnet neither confirms an
 * address nor suppresses one. Stricter than deployed nodes: each class of addresses is judged by itself, only public ones count as external,
 * equal addresses of another spelling are equal, and a report expires (W-25). Not thread-safe.
 */
public final class ReflexiveReports {
    /** How many neighbours must agree unless the operator says otherwise. */
    public static final int DEFAULT_QUORUM = 3;

    /** Reports of more neighbours are ignored until one of these is forgotten. */
    public static final int MAX_REPORTERS = 1024;

    /** How many ports of an external host are told that shows each neighbour another one. */
    private static final int PORTS_TOLD = 2;

    /** How long a report counts: three times as long as it takes at most until the neighbour is asked again. */
    public static final Duration EXPIRY = Duration.ofMinutes(6);

    private static final EndpointFilter PLAUSIBLE = new EndpointFilter(false);
    private static final List<AddressClass> EXTERNAL =
            Stream.of(AddressClass.values()).filter(AddressClass::isPublic).toList();

    private final int quorum;
    private final Map<NodeId, Report> reports = new LinkedHashMap<>();
    private Set<Endpoint> local = Set.of();
    private ReflexiveAddress judgement = ReflexiveAddress.UNKNOWN;

    /**
     * Creates a judge without reports.
     *
     * @param quorum how many neighbours must agree, 1 or more
     */
    public ReflexiveReports(int quorum) {
        this.quorum = quorum;
    }

    /** Sets the addresses of the node itself; returns whether the judgement changed. */
    public boolean local(Collection<Endpoint> endpoints) {
        local = Set.copyOf(endpoints);
        return judge();
    }

    /** Returns what the reports amount to. */
    public ReflexiveAddress judgement() {
        return judgement;
    }

    /** Returns what neighbours report, by class; classes without a report are left out. */
    public List<NatEvidence> evidence() {
        List<NatEvidence> evidence = new ArrayList<>();
        for (AddressClass each : AddressClass.values()) {
            List<Report> ofClass = reportsOf(each);
            if (!ofClass.isEmpty()) {
                evidence.add(new Tally(quorum, ofClass).evidence(each, local));
            }
        }
        return evidence;
    }

    /** Returns every address that a neighbour reports, confirmed or not, with duplicates. */
    public Stream<Endpoint> observed() {
        return reports.values().stream().map(report -> Endpoint.quic(report.text()));
    }

    /**
     * Takes a report, which replaces the earlier one of the same neighbour.
     *
     * @param observed where the neighbour sees this node; anything but a literal address that others could dial is not a report
     * @param from where the neighbour is
     * @return whether the judgement changed
     */
    public boolean report(NodeId reporter, Endpoint observed, Endpoint from, long nowNanos) {
        IpPort literal = PLAUSIBLE.permits(observed) ? observed.ipPort() : null;
        if (literal == null || !literal.zone().isEmpty()) {
            return forget(reporter);
        }
        Report before = reports.get(reporter);
        if (before == null && reports.size() >= MAX_REPORTERS) {
            return false;
        }
        Report report = new Report(literal, from.ipPort(), nowNanos);
        reports.put(reporter, report);
        return (before == null || !before.saysTheSameAs(report)) && judge();
    }

    /** Forgets the report of a neighbour that is none any more; returns whether the judgement changed. */
    public boolean forget(NodeId reporter) {
        return reports.remove(reporter) != null && judge();
    }

    /** Forgets the reports that are too old; returns whether the judgement changed. */
    public boolean expire(long nowNanos) {
        return reports.values().removeIf(report -> nowNanos - report.atNanos() >= EXPIRY.toNanos()) && judge();
    }

    /**
     * Returns where this node may be seen next if its NAT shows each neighbour another port: the external host, at most one per IP family,
     * that a quorum agrees on, with the ports of the last reports, {@value #PORTS_TOLD} at most. A peer that lets in whatever comes from that
     * host needs no more, and one that does not sees by several ports that it need not wait for a hole punch.
     */
    public List<Endpoint> guesses() {
        List<Endpoint> guesses = new ArrayList<>(EXTERNAL.size());
        for (AddressClass each : EXTERNAL) {
            Tally.Group host = new Tally(quorum, reportsOf(each)).confirmedHost();
            if (host != null) {
                guesses.addAll(host.last(PORTS_TOLD));
            }
        }
        return guesses;
    }

    private List<Report> reportsOf(AddressClass addressClass) {
        return reports.values().stream()
                .filter(report -> report.addressClass() == addressClass)
                .toList();
    }

    private boolean judge() {
        List<Tally.Group> confirmed = new ArrayList<>(EXTERNAL.size());
        NatKind symmetric = NatKind.UNKNOWN;
        for (AddressClass each : EXTERNAL) {
            Tally tally = new Tally(quorum, reportsOf(each));
            Tally.Group best = tally.confirmed();
            NatKind kind = tally.nat(local);
            if (best != null) {
                confirmed.add(best);
            } else if (kind.compareTo(symmetric) > 0) {
                symmetric = kind;
            }
        }
        confirmed.sort(Comparator.comparingInt((Tally.Group group) -> -group.reporters())
                .thenComparing(group -> group.text));
        List<Endpoint> endpoints =
                confirmed.stream().map(group -> Endpoint.quic(group.text)).toList();
        ReflexiveAddress before = judgement;
        judgement = new ReflexiveAddress(endpoints, endpoints.isEmpty() ? symmetric : kindOf(endpoints));
        return !judgement.equals(before);
    }

    private NatKind kindOf(List<Endpoint> confirmed) {
        return local.containsAll(confirmed) ? NatKind.NONE : NatKind.ENDPOINT_INDEPENDENT;
    }
}
