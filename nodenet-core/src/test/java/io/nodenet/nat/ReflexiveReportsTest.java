package io.nodenet.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReflexiveReportsTest {
    private static final Endpoint SEEN = Endpoint.quic("203.0.113.7:4242");
    private static final Endpoint FALSE_ONE = Endpoint.quic("198.51.100.1:6666");
    private static final Endpoint SEEN_V6 = Endpoint.quic("[2001:db8::7]:4242");
    private static final long LATER = ReflexiveReports.EXPIRY.toNanos();

    private final ReflexiveReports reports = new ReflexiveReports();

    private boolean report(int reporter, int subnet, Endpoint observed) {
        return reports.report(reporter(reporter), observed, subnet(subnet), 0);
    }

    private static NodeId reporter(int number) {
        return NodeId.parse(String.format("%064x", number));
    }

    private static SubnetKey subnet(int number) {
        return new SubnetKey(0, number + 1L);
    }

    @Test
    @Tag("vectors")
    void judgementIsTheRecordedOneButForTheSpellingOfAddresses() {
        Set<String> relaxed = new LinkedHashSet<>();
        Vectors.load("nat.json").each("reflexive", row -> {
            ReflexiveReports table = new ReflexiveReports();
            boolean otherSpelling = false;
            for (Row step : row.rows("steps")) {
                NodeId reporter = reporter(step.integer("reporter"));
                if (step.string("op").equals("remove")) {
                    table.forget(reporter);
                } else {
                    Endpoint observed = endpoint(step.row("addr"));
                    IpPort literal = observed.ipPort();
                    otherSpelling |= literal != null && !literal.text().equals(observed.text());
                    table.report(reporter, observed, step.has("subnet") ? subnet(step.integer("subnet")) : null, 0);
                }
            }

            if (otherSpelling) {
                relaxed.add(row.string("name"));
                assertThat(table.judgement().endpoints())
                        .as("W6-7")
                        .containsExactly(Endpoint.quic("[2001:db8::1]:4242"));
                row.ignore("consensus", "symmetric");
            } else {
                @Nullable Endpoint consensus = row.has("consensus") ? endpoint(row.row("consensus")) : null;
                assertThat(table.judgement().best().orElse(null)).isEqualTo(consensus);
                assertThat(table.judgement().nat().isSymmetric()).isEqualTo(row.flag("symmetric"));
            }
        });
        if (Vectors.areThoseOfTheTree()) {
            assertThat(relaxed).containsExactly("string identity matters");
        }
    }

    @Test
    @Tag("vectors")
    void noAddressIsConfirmedThatIsNotPlausible() {
        Vectors.load("nat.json").each("endpoints", row -> {
            Endpoint endpoint = Endpoint.quic(row.string("endpoint"));
            ReflexiveReports table = new ReflexiveReports();
            for (int i = 0; i < ReflexiveReports.QUORUM; i++) {
                table.report(reporter(i), endpoint, subnet(i), 0);
            }

            IpPort literal = endpoint.ipPort();
            boolean usable = row.flag("plausible_reflexive") & row.flag("recommended_punchable") && literal != null;
            boolean confirmed = usable && !literal.isPrivate() && literal.zone().isEmpty();
            assertThat(table.judgement().best().map(Endpoint::text))
                    .isEqualTo(Optional.ofNullable(confirmed ? literal.text() : null));
            row.ignore("punchable", "subnet");
        });
    }

    @Test
    void F07_threeReportersOfOneSubnetConfirmNothing() {
        for (int i = 0; i < 30; i++) {
            report(i, 1, FALSE_ONE);
        }

        assertThat(reports.judgement()).isEqualTo(ReflexiveAddress.UNKNOWN);
    }

    @Test
    void F08_threeReportersOfThreeSubnetsConfirmAnAddress() {
        assertThat(report(1, 1, SEEN)).isFalse();
        assertThat(report(2, 2, SEEN)).isFalse();
        assertThat(report(3, 3, SEEN)).as("F12: the third confirms").isTrue();

        assertThat(reports.judgement()).isEqualTo(new ReflexiveAddress(List.of(SEEN), NatKind.ENDPOINT_INDEPENDENT));
    }

    @Test
    void F09_diverseQuorumWinsAgainstALargerCrowdOfOneSubnetAndTiesAlwaysResolveTheSameWay() {
        for (int i = 0; i < 20; i++) {
            report(i, 9, FALSE_ONE);
        }
        for (int i = 20; i < 23; i++) {
            report(i, i, SEEN);
        }
        assertThat(reports.judgement().endpoints()).containsExactly(SEEN);

        for (int i = 0; i < 20; i++) {
            reports.forget(reporter(i));
        }
        for (int i = 0; i < 3; i++) {
            report(i, i, FALSE_ONE);
        }
        assertThat(reports.judgement().endpoints())
                .as("3 against 3: the smaller text")
                .containsExactly(FALSE_ONE);
    }

    @Test
    void F12_fewerThanThreeReportersConfirmNothingAndALostOneTakesTheQuorumAway() {
        report(1, 1, SEEN);
        report(2, 2, SEEN);
        assertThat(reports.judgement()).isEqualTo(ReflexiveAddress.UNKNOWN);

        report(3, 3, SEEN);
        assertThat(reports.forget(reporter(2))).isTrue();
        assertThat(reports.judgement()).isEqualTo(ReflexiveAddress.UNKNOWN);
    }

    @Test
    void F20_familiesAreJudgedApartAndPrivateAddressesAreNeverConfirmed() {
        report(1, 1, SEEN);
        report(2, 2, SEEN);
        report(3, 3, SEEN_V6);
        report(4, 4, SEEN_V6);
        assertThat(reports.judgement().nat().isSymmetric()).isFalse();

        report(5, 5, SEEN_V6);
        report(6, 6, SEEN);
        report(7, 7, SEEN);
        assertThat(reports.judgement().endpoints()).containsExactly(SEEN, SEEN_V6);

        ReflexiveReports lan = new ReflexiveReports();
        for (int i = 0; i < 5; i++) {
            lan.report(reporter(i), Endpoint.quic("10.1.2.3:4242"), subnet(i), 0);
        }
        assertThat(lan.judgement()).isEqualTo(ReflexiveAddress.UNKNOWN);
    }

    @Test
    void eachNeighbourSeeingAnotherPortIsASymmetricNat() {
        for (int i = 0; i < 3; i++) {
            report(i, i, Endpoint.quic("203.0.113.7:" + (5000 + i)));
        }

        assertThat(reports.judgement()).isEqualTo(new ReflexiveAddress(List.of(), NatKind.ADDRESS_AND_PORT_DEPENDENT));
    }

    @Test
    void latestReportOfANeighbourCountsAndAWorthlessOneTakesTheEarlierBack() {
        for (int i = 0; i < 3; i++) {
            report(i, i, SEEN);
        }
        assertThat(report(0, 0, Endpoint.quic("192.168.1.1:4242"))).isTrue();
        assertThat(reports.judgement()).isEqualTo(ReflexiveAddress.UNKNOWN);
    }

    @Test
    void reportsExpireUnlessTheyAreRepeated() {
        for (int i = 0; i < 4; i++) {
            report(i, i, SEEN);
        }
        long half = LATER / 2;
        for (int i = 0; i < 2; i++) {
            reports.report(reporter(i), SEEN, subnet(i), half);
        }
        assertThat(reports.expire(LATER - 1)).isFalse();

        assertThat(reports.expire(LATER)).as("two of four are left").isTrue();
        assertThat(reports.judgement()).isEqualTo(ReflexiveAddress.UNKNOWN);
    }

    @Test
    void reportersAreLimitedAndKnownOnesStillCount() {
        for (int i = 0; i < ReflexiveReports.MAX_REPORTERS; i++) {
            report(i, i, Endpoint.quic("203.0.113.7:" + (1 + i)));
        }
        for (int i = 0; i < 3; i++) {
            report(100_000 + i, i, SEEN);
        }
        assertThat(reports.judgement()).isEqualTo(new ReflexiveAddress(List.of(), NatKind.ADDRESS_AND_PORT_DEPENDENT));

        for (int i = 0; i < 3; i++) {
            report(i, i, SEEN);
        }
        assertThat(reports.judgement().endpoints()).containsExactly(SEEN);
    }

    private static Endpoint endpoint(Row row) {
        return Endpoint.of(row.string("net"), row.string("endpoint"));
    }
}
