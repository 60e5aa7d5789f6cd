package io.nodenet.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.Dialability;
import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.IpPort;
import io.nodenet.kad.NodeId;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Reports of addresses as recorded, and as we judge them instead.
 *
 * <p>{@link Rules} is the recorded judgement (docs/protocol/06, section 2.3 and 2.5), written a second time, with a switch for each thing
 * that we do better. With all of them off it must give what is recorded, with all of them on what our code gives: so a row may differ
 * by what it shows of them, and by nothing else.
 */
@Tag("vectors")
class ReflexiveVectorsTest {
    /** What is judged otherwise, and the weakness that allows it. */
    private enum Better {
        /** W6-7: equal addresses of another spelling are equal. */
        SPELLING,
        /** W6-4: the families are judged apart. */
        FAMILIES,
        /** W-25: only a public address that can be dialed is confirmed; the report of another one takes the earlier back. */
        PUBLIC_ONLY
    }

    private record Verdict(@Nullable String best, boolean symmetric) {}

    private record Report(
            String text, boolean ipv4, @Nullable Integer subnet) {}

    private static final EndpointFilter FILTER = new EndpointFilter(false);

    @Test
    void judgementIsTheRecordedOneButForSpellingFamiliesAndPrivateAddresses() {
        Set<Better> exercised = EnumSet.noneOf(Better.class);
        Vectors.load("nat.json").each("reflexive", row -> {
            ReflexiveReports table = new ReflexiveReports(ReflexiveReports.DEFAULT_QUORUM);
            Rules recorded = new Rules(EnumSet.noneOf(Better.class));
            Rules ours = new Rules(EnumSet.allOf(Better.class));
            for (Row step : row.rows("steps")) {
                int reporter = step.integer("reporter");
                if (step.string("op").equals("remove")) {
                    table.forget(reporter(reporter));
                    recorded.reports.remove(reporter);
                    ours.reports.remove(reporter);
                } else {
                    Endpoint observed = endpoint(step.row("addr"));
                    Integer subnet = step.has("subnet") ? step.integer("subnet") : null;
                    table.report(reporter(reporter), observed, from(reporter, subnet), 0);
                    recorded.report(reporter, observed, subnet);
                    ours.report(reporter, observed, subnet);
                }
            }

            @Nullable
            String consensus =
                    row.has("consensus") ? endpoint(row.row("consensus")).text() : null;
            assertThat(recorded.judge()).as("as recorded").isEqualTo(new Verdict(consensus, row.flag("symmetric")));
            String best = table.judgement().best().map(Endpoint::text).orElse(null);
            assertThat(new Verdict(best, table.judgement().nat().isSymmetric()))
                    .as("as allowed")
                    .isEqualTo(ours.judge());
            if (!ours.judge().equals(recorded.judge())) {
                exercised.addAll(ours.differences);
            }
        });
        if (Vectors.areThoseOfTheTree()) {
            assertThat(exercised).containsExactly(Better.SPELLING);
        }
    }

    @Test
    void noAddressIsConfirmedThatIsNotPlausible() {
        Vectors.load("nat.json").each("endpoints", row -> {
            Endpoint endpoint = Endpoint.quic(row.string("endpoint"));
            ReflexiveReports table = new ReflexiveReports(ReflexiveReports.DEFAULT_QUORUM);
            for (int i = 0; i < ReflexiveReports.DEFAULT_QUORUM; i++) {
                table.report(reporter(i), endpoint, from(i, i), 0);
            }

            IpPort literal = endpoint.ipPort();
            boolean usable = row.flag("plausible_reflexive") & row.flag("recommended_punchable") && literal != null;
            boolean confirmed = usable && !literal.isPrivate() && literal.zone().isEmpty();
            assertThat(table.judgement().best().map(Endpoint::text))
                    .isEqualTo(Optional.ofNullable(confirmed ? literal.text() : null));
            assertThat(isPlausible(endpoint)).isEqualTo(row.flag("plausible_reflexive"));
            row.ignore("punchable", "subnet");
        });
    }

    /** Returns whether deployed nodes take a report of the address. */
    private static boolean isPlausible(Endpoint endpoint) {
        return switch (FILTER.judge(endpoint)) {
            case DIALABLE, NO_PORT -> true;
            case UNSPECIFIED, RESERVED -> {
                String text = Objects.requireNonNull(endpoint.ipPort()).text();
                yield !text.startsWith("0.0.0.0:") && !text.startsWith("[::]:") && !text.startsWith("255.255.255.255:");
            }
            default -> false;
        };
    }

    private static NodeId reporter(int number) {
        return NodeId.parse(String.format("%064x", number));
    }

    /** Returns an address in a subnet; none of no subnet. */
    private static Endpoint from(int reporter, @Nullable Integer subnet) {
        return subnet == null
                ? Endpoint.UNKNOWN
                : Endpoint.quic("[2001:db8:" + Integer.toHexString(subnet) + "::" + Integer.toHexString(reporter + 1)
                        + "]:4242");
    }

    private static Endpoint endpoint(Row row) {
        return Endpoint.of(row.string("net"), row.string("endpoint"));
    }

    /** The recorded judgement, with what is better switched on or not. */
    private static final class Rules {
        private static final Comparator<Map.Entry<String, List<Report>>> BEST = Comparator.comparingInt(
                        (Map.Entry<String, List<Report>> group) ->
                                -group.getValue().size())
                .thenComparing(Map.Entry::getKey);

        final Map<Integer, Report> reports = new LinkedHashMap<>();
        final Set<Better> differences = EnumSet.noneOf(Better.class);
        private final Set<Better> better;

        Rules(Set<Better> better) {
            this.better = better;
        }

        void report(int reporter, Endpoint observed, @Nullable Integer subnet) {
            IpPort literal = observed.ipPort();
            boolean usable = literal != null
                    && FILTER.judge(observed) == Dialability.DIALABLE
                    && !literal.isPrivate()
                    && literal.zone().isEmpty();
            if (!usable && allows(Better.PUBLIC_ONLY)) {
                reports.remove(reporter);
            } else if (literal != null && isPlausible(observed)) {
                boolean spelled = !literal.text().equals(observed.text()) && allows(Better.SPELLING);
                reports.put(reporter, new Report(spelled ? literal.text() : observed.text(), literal.isIpv4(), subnet));
            }
        }

        Verdict judge() {
            boolean mixed =
                    reports.values().stream().map(Report::ipv4).distinct().count() > 1;
            if (!mixed || !allows(Better.FAMILIES)) {
                return judge(List.copyOf(reports.values()));
            }
            Verdict v4 = judge(reports.values().stream().filter(Report::ipv4).toList());
            Verdict v6 = judge(reports.values().stream().filter(r -> !r.ipv4()).toList());
            String best = judge(List.copyOf(reports.values())).best();
            return new Verdict(best, best == null && (v4.symmetric() || v6.symmetric()));
        }

        private static Verdict judge(List<Report> counted) {
            Map<String, List<Report>> groups = new TreeMap<>();
            counted.forEach(report -> groups.merge(
                    report.text(),
                    List.of(report),
                    (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
            String best = groups.entrySet().stream()
                    .filter(group -> isConfirmed(group.getValue()))
                    .min(BEST)
                    .map(Map.Entry::getKey)
                    .orElse(null);
            boolean symmetric = counted.size() >= 3 && groups.values().stream().allMatch(group -> group.size() < 3);
            return new Verdict(best, symmetric);
        }

        private static boolean isConfirmed(List<Report> group) {
            Set<Integer> subnets = new HashSet<>();
            group.forEach(report -> {
                if (report.subnet() != null) {
                    subnets.add(report.subnet());
                }
            });
            return group.size() >= 3 && subnets.size() != 1;
        }

        private boolean allows(Better thing) {
            if (better.contains(thing)) {
                differences.add(thing);
            }
            return better.contains(thing);
        }
    }
}
