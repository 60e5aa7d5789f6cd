package io.nodenet.nat;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.AddressClass;
import io.nodenet.fact.NatEvidence;
import io.nodenet.fact.NatKind;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts the reports of addresses of one class, and says what they amount to. Immutable. */
final class Tally {
    private static final Comparator<Group> BEST_FIRST =
            Comparator.comparingInt((Group group) -> -group.reporters).thenComparing(group -> group.text);

    private final int quorum;
    private final List<Report> reports;
    private final Collection<Group> groups;

    /** The reports of one address, or of one host. */
    static final class Group {
        final String text;
        private final Set<SubnetKey> subnets = new HashSet<>();
        private int reporters;
        private final Set<IpPort> seen = new LinkedHashSet<>();

        Group(String text) {
            this.text = text;
        }

        private void add(Report report) {
            reporters++;
            seen.remove(report.seen());
            seen.add(report.seen());
            SubnetKey subnet = report.subnet();
            if (subnet != null) {
                subnets.add(subnet);
            }
        }

        int reporters() {
            return reporters;
        }

        /** Returns the addresses that the neighbours with the last places among the reports see, the last one first. */
        List<Endpoint> last(int count) {
            List<Endpoint> all =
                    seen.stream().map(address -> Endpoint.quic(address.text())).collect(Collectors.toList());
            Collections.reverse(all);
            return all.stream().limit(count).toList();
        }
    }

    Tally(int quorum, List<Report> reports) {
        this.quorum = quorum;
        this.reports = reports;
        this.groups = groups(reports, Report::text);
    }

    private static Collection<Group> groups(List<Report> reports, Function<Report, String> key) {
        Map<String, Group> groups = new TreeMap<>();
        for (Report report : reports) {
            groups.computeIfAbsent(key.apply(report), Group::new).add(report);
        }
        return groups.values();
    }

    /** Returns the confirmed address that most neighbours report, null if none is confirmed. */
    @Nullable
    Group confirmed() {
        return best(groups);
    }

    /** Returns the confirmed host, whatever the port, that most neighbours report, null if none is confirmed. */
    @Nullable
    Group confirmedHost() {
        return best(groups(reports, report -> Report.hostOf(report.seen()).text()));
    }

    private @Nullable Group best(Collection<Group> among) {
        return among.stream().filter(this::isConfirmed).min(BEST_FIRST).orElse(null);
    }

    /**
     * With a quorum of one a single neighbour is believed as long as it is the only one, and two that agree against any number that does not.
     */
    private boolean isConfirmed(Group group) {
        if (quorum == 1) {
            return group.reporters >= Math.min(2, reports.size());
        }
        return group.reporters >= quorum && group.subnets.size() != 1;
    }

    /** Returns what NAT the reports point to. */
    NatKind nat(Set<Endpoint> local) {
        Group confirmed = confirmed();
        if (confirmed != null) {
            return local.contains(Endpoint.quic(confirmed.text)) ? NatKind.NONE : NatKind.ENDPOINT_INDEPENDENT;
        }
        int enough = Math.max(2, quorum);
        boolean symmetric = reports.size() >= enough && groups.stream().allMatch(group -> group.reporters < enough);
        return symmetric ? symmetricKind() : NatKind.UNKNOWN;
    }

    /** Tells by neighbours at one IP address, if any, whether the port matters: a pair that sees two addresses shows that it does. */
    private NatKind symmetricKind() {
        boolean alike = false;
        Map<IpPort, Report> firstOfHost = new HashMap<>();
        for (Report report : reports) {
            IpPort from = report.from();
            if (from == null) {
                continue;
            }
            Report first = firstOfHost.putIfAbsent(Report.hostOf(from), report);
            if (first != null && !Objects.equals(from, first.from())) {
                if (!report.seen().equals(first.seen())) {
                    return NatKind.ADDRESS_AND_PORT_DEPENDENT;
                }
                alike = true;
            }
        }
        return alike ? NatKind.ADDRESS_DEPENDENT : NatKind.ADDRESS_AND_PORT_DEPENDENT;
    }

    NatEvidence evidence(AddressClass addressClass, Set<Endpoint> local) {
        Set<SubnetKey> subnets = new HashSet<>();
        groups.forEach(group -> subnets.addAll(group.subnets));
        List<NatEvidence.Seen> seen = groups.stream()
                .sorted(BEST_FIRST)
                .limit(NatEvidence.MAX_SEEN)
                .map(group -> new NatEvidence.Seen(Endpoint.quic(group.text), group.reporters, group.subnets.size()))
                .toList();
        return new NatEvidence(addressClass, nat(local), reports.size(), subnets.size(), seen);
    }
}
