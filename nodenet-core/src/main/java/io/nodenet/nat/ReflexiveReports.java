package io.nodenet.nat;

import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.IpPort;
import io.nodenet.address.SubnetKey;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges from the reports of neighbours where this node is seen from outside (docs/protocol/06, section 2).
 *
 * <p>[V] An address is confirmed by three neighbours that report it, of two subnets at least; a crowd of one subnet neither confirms an
 * address nor suppresses one. Stricter than deployed nodes: each IP family is judged by itself, only public addresses count, equal
 * addresses of another spelling are equal, and a report expires (W-25). Not thread-safe.
 */
public final class ReflexiveReports {
    /** How many neighbours must agree. */
    public static final int QUORUM = 3;

    /** Reports of more neighbours are ignored until one of these is forgotten. */
    public static final int MAX_REPORTERS = 1024;

    /** How long a report counts: three times as long as it takes at most until the neighbour is asked again. */
    public static final Duration EXPIRY = Duration.ofMinutes(6);

    private static final EndpointFilter PLAUSIBLE = new EndpointFilter(false);
    private static final Comparator<Group> BEST_FIRST =
            Comparator.comparingInt((Group group) -> -group.reporters).thenComparing(group -> group.text);

    private final Map<NodeId, Report> reports = new LinkedHashMap<>();
    private Set<Endpoint> local = Set.of();
    private ReflexiveAddress judgement = ReflexiveAddress.UNKNOWN;

    private record Report(
            String text, boolean ipv4, @Nullable SubnetKey subnet, long atNanos) {
        boolean saysTheSameAs(Report other) {
            return text.equals(other.text) && (subnet == null ? other.subnet == null : subnet.equals(other.subnet));
        }
    }

    /** The reporters of one address. */
    private static final class Group {
        final String text;
        int reporters;

        @Nullable
        SubnetKey subnet;

        boolean diverse;

        Group(String text) {
            this.text = text;
        }

        void add(@Nullable SubnetKey other) {
            reporters++;
            if (subnet == null) {
                subnet = other;
            } else {
                diverse |= other != null && !subnet.equals(other);
            }
        }

        boolean isConfirmed() {
            return reporters >= QUORUM && (subnet == null || diverse);
        }
    }

    /** Sets the addresses of the node itself; returns whether the judgement changed. */
    public boolean local(Collection<Endpoint> endpoints) {
        local = Set.copyOf(endpoints);
        return judge();
    }

    /** Answers what the reports amount to. */
    public ReflexiveAddress judgement() {
        return judgement;
    }

    /** Returns every address that a neighbour reports, confirmed or not, with duplicates. */
    public Stream<Endpoint> observed() {
        return reports.values().stream().map(report -> Endpoint.quic(report.text));
    }

    /**
     * Takes a report, which replaces the earlier one of the same neighbour.
     *
     * @param observed where the neighbour sees this node; anything but a public literal address is no report
     * @param subnet the subnet of the neighbour, null if it has none
     * @return whether the judgement changed
     */
    public boolean report(NodeId reporter, Endpoint observed, @Nullable SubnetKey subnet, long nowNanos) {
        IpPort literal = publicLiteral(observed);
        if (literal == null) {
            return forget(reporter);
        }
        Report before = reports.get(reporter);
        if (before == null && reports.size() >= MAX_REPORTERS) {
            return false;
        }
        Report report = new Report(literal.text(), literal.isIpv4(), subnet, nowNanos);
        reports.put(reporter, report);
        return (before == null || !before.saysTheSameAs(report)) && judge();
    }

    /** Forgets the report of a neighbour that is none any more; answers whether the judgement changed. */
    public boolean forget(NodeId reporter) {
        return reports.remove(reporter) != null && judge();
    }

    /** Forgets the reports that are too old; answers whether the judgement changed. */
    public boolean expire(long nowNanos) {
        return reports.values().removeIf(report -> nowNanos - report.atNanos >= EXPIRY.toNanos()) && judge();
    }

    /**
     * Returns where this node may be seen next if its NAT shows each neighbour another port: the external host, at most one per IP family,
     * that a quorum agrees on, with the port of the last report. A peer that lets in whatever comes from that host needs no more.
     */
    public List<Endpoint> guesses() {
        List<Endpoint> guesses = new ArrayList<>(2);
        for (boolean ipv4 : new boolean[] {true, false}) {
            Map<String, Group> byHost = new TreeMap<>();
            Map<String, String> last = new TreeMap<>();
            for (Report report : reports.values()) {
                if (report.ipv4 == ipv4) {
                    String host = report.text.substring(0, report.text.lastIndexOf(':'));
                    byHost.computeIfAbsent(host, Group::new).add(report.subnet);
                    last.put(host, report.text);
                }
            }
            byHost.values().stream()
                    .filter(Group::isConfirmed)
                    .min(BEST_FIRST)
                    .map(group -> last.get(group.text))
                    .ifPresent(text -> guesses.add(Endpoint.quic(text)));
        }
        return guesses;
    }

    private boolean judge() {
        List<Group> confirmed = new ArrayList<>(2);
        boolean symmetric = judge(true, confirmed) | judge(false, confirmed);
        confirmed.sort(BEST_FIRST);
        ReflexiveAddress before = judgement;
        List<Endpoint> endpoints =
                confirmed.stream().map(group -> Endpoint.quic(group.text)).toList();
        judgement = new ReflexiveAddress(endpoints, nat(endpoints, symmetric));
        return !judgement.equals(before);
    }

    private NatKind nat(List<Endpoint> confirmed, boolean symmetric) {
        if (confirmed.isEmpty()) {
            return symmetric ? NatKind.ADDRESS_AND_PORT_DEPENDENT : NatKind.UNKNOWN;
        }
        return local.containsAll(confirmed) ? NatKind.NONE : NatKind.ENDPOINT_INDEPENDENT;
    }

    /** Adds the best confirmed address of a family, if there is one; answers whether the family looks symmetric. */
    private boolean judge(boolean ipv4, List<Group> confirmed) {
        Map<String, Group> groups = new TreeMap<>();
        int total = 0;
        int largest = 0;
        for (Report report : reports.values()) {
            if (report.ipv4 == ipv4) {
                Group group = groups.computeIfAbsent(report.text, Group::new);
                group.add(report.subnet);
                largest = Math.max(largest, group.reporters);
                total++;
            }
        }
        groups.values().stream().filter(Group::isConfirmed).min(BEST_FIRST).ifPresent(confirmed::add);
        return total >= QUORUM && largest < QUORUM;
    }

    private static @Nullable IpPort publicLiteral(Endpoint observed) {
        IpPort literal = PLAUSIBLE.permits(observed) ? observed.ipPort() : null;
        return literal == null || literal.isPrivate() || !literal.zone().isEmpty() ? null : literal;
    }
}
