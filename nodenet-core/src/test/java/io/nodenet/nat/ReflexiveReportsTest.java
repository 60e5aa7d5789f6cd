package io.nodenet.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import java.util.List;
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
    void lastOf1024ReportersCompletesAQuorumAndFurtherOnesAreIgnoredUntilOneIsForgotten() {
        for (int i = 0; i < 1021; i++) {
            report(i, i, Endpoint.quic("203.0.113.7:" + (1 + i)));
        }
        for (int i = 0; i < 3; i++) {
            report(100_000 + i, i, SEEN);
        }
        assertThat(reports.judgement().endpoints()).as("1,024 reporters").containsExactly(SEEN);

        assertThat(report(200_000, 3, SEEN)).isFalse();
        reports.forget(reporter(100_000));
        assertThat(reports.judgement().endpoints())
                .as("the 1,025th was ignored")
                .isEmpty();
        report(200_000, 3, SEEN);
        assertThat(reports.judgement().endpoints()).as("there is room again").containsExactly(SEEN);
    }

    @Test
    void reportersThatAreKnownStillCountWhenThereAreTooMany() {
        for (int i = 0; i < 1024; i++) {
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
}
