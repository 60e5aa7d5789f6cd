package io.nodenet.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.AddressClass;
import io.nodenet.fact.NatEvidence;
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

    private final ReflexiveReports reports = new ReflexiveReports(3);

    private boolean report(int reporter, int subnet, Endpoint observed) {
        return reports.report(reporter(reporter), observed, from(reporter, subnet), 0);
    }

    private static NodeId reporter(int number) {
        return NodeId.parse(String.format("%064x", number));
    }

    /** Returns the address of a neighbour in a subnet, which no other neighbour has. */
    private static Endpoint from(int reporter, int subnet) {
        return Endpoint.quic(
                "[2001:db8:" + Integer.toHexString(subnet) + "::" + Integer.toHexString(reporter + 1) + "]:4242");
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

        ReflexiveReports lan = new ReflexiveReports(3);
        for (int i = 0; i < 5; i++) {
            lan.report(reporter(i), Endpoint.quic("10.1.2.3:4242"), from(i, i), 0);
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
            reports.report(reporter(i), SEEN, from(i, i), half);
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

    private void report(int reporter, String from, String observed) {
        reports.report(reporter(reporter), Endpoint.quic(observed), Endpoint.quic(from), 0);
    }

    @Test
    void neighboursAtOneAddressTellWhetherTheirPortMattersToTheNat() {
        report(1, "198.51.100.1:1", "203.0.113.7:5001");
        report(2, "198.51.100.1:2", "203.0.113.7:5001");
        report(3, "198.51.101.1:1", "203.0.113.7:5002");
        assertThat(reports.judgement().nat()).isEqualTo(NatKind.ADDRESS_DEPENDENT);

        report(4, "198.51.101.1:2", "203.0.113.7:5003");
        assertThat(reports.judgement().nat()).isEqualTo(NatKind.ADDRESS_AND_PORT_DEPENDENT);

        reports.forget(reporter(4));
        assertThat(reports.judgement().nat()).isEqualTo(NatKind.ADDRESS_DEPENDENT);
        reports.forget(reporter(2));
        report(5, "198.51.102.1:1", "203.0.113.7:5004");
        assertThat(reports.judgement().nat())
                .as("nobody is left who could tell")
                .isEqualTo(NatKind.ADDRESS_AND_PORT_DEPENDENT);
    }

    @Test
    void evidenceNamesReportersSubnetsAndAddressesOfEachClass() {
        report(1, "198.51.100.1:1", "203.0.113.7:4242");
        report(2, "198.51.100.2:1", "203.0.113.7:4242");
        report(3, "198.51.101.1:1", "203.0.113.7:4242");
        report(4, "198.51.102.1:1", "203.0.113.7:6666");
        report(5, "[2001:db8:1::1]:1", "[2001:db8::7]:4242");
        report(6, "10.0.0.2:1", "10.0.0.1:4242");
        report(7, "a.example:1", "10.0.0.1:4242");

        assertThat(reports.evidence())
                .containsExactly(
                        new NatEvidence(
                                AddressClass.PUBLIC_IPV4,
                                NatKind.ENDPOINT_INDEPENDENT,
                                4,
                                3,
                                List.of(
                                        new NatEvidence.Seen(Endpoint.quic("203.0.113.7:4242"), 3, 2),
                                        new NatEvidence.Seen(Endpoint.quic("203.0.113.7:6666"), 1, 1))),
                        new NatEvidence(
                                AddressClass.PUBLIC_IPV6,
                                NatKind.UNKNOWN,
                                1,
                                1,
                                List.of(new NatEvidence.Seen(SEEN_V6, 1, 1))),
                        new NatEvidence(
                                AddressClass.PRIVATE_IPV4,
                                NatKind.UNKNOWN,
                                2,
                                1,
                                List.of(new NatEvidence.Seen(Endpoint.quic("10.0.0.1:4242"), 2, 1))));
        assertThat(reports.judgement().endpoints()).containsExactly(SEEN);
    }

    @Test
    void evidenceListsTheEightAddressesThatMostReport() {
        for (int i = 0; i < 20; i++) {
            report(i, i, Endpoint.quic("203.0.113.7:" + (5000 + i / 2)));
        }
        report(20, 20, Endpoint.quic("203.0.113.7:5009"));

        NatEvidence evidence = reports.evidence().get(0);

        assertThat(evidence.reporters()).isEqualTo(21);
        assertThat(evidence.seen()).hasSize(8);
        assertThat(evidence.seen().get(0).endpoint()).isEqualTo(Endpoint.quic("203.0.113.7:5009"));
    }

    @Test
    void quorumOfOneBelievesTheOnlyNeighbourAndLaterTwoThatAgree() {
        ReflexiveReports small = new ReflexiveReports(1);

        assertThat(small.report(reporter(1), SEEN, from(1, 1), 0)).isTrue();
        assertThat(small.judgement()).isEqualTo(new ReflexiveAddress(List.of(SEEN), NatKind.ENDPOINT_INDEPENDENT));
        small.report(reporter(2), FALSE_ONE, from(2, 1), 0);
        assertThat(small.judgement()).isEqualTo(new ReflexiveAddress(List.of(), NatKind.ADDRESS_AND_PORT_DEPENDENT));
        small.report(reporter(3), SEEN, from(3, 1), 0);
        assertThat(small.judgement().endpoints()).containsExactly(SEEN);
    }

    @Test
    void quorumOfTwoNeedsTwoSubnets() {
        ReflexiveReports small = new ReflexiveReports(2);

        small.report(reporter(1), SEEN, from(1, 1), 0);
        small.report(reporter(2), SEEN, from(2, 1), 0);
        assertThat(small.judgement()).isEqualTo(ReflexiveAddress.UNKNOWN);
        small.report(reporter(3), SEEN, from(3, 2), 0);
        assertThat(small.judgement().endpoints()).containsExactly(SEEN);

        ReflexiveReports symmetric = new ReflexiveReports(2);
        symmetric.report(reporter(1), SEEN, from(1, 1), 0);
        assertThat(symmetric.judgement().nat()).isEqualTo(NatKind.UNKNOWN);
        symmetric.report(reporter(2), FALSE_ONE, from(2, 2), 0);
        assertThat(symmetric.judgement().nat().isSymmetric()).isTrue();
    }

    @Test
    void largerQuorumNeedsMoreNeighbours() {
        ReflexiveReports careful = new ReflexiveReports(5);
        for (int i = 0; i < 4; i++) {
            careful.report(reporter(i), SEEN, from(i, i), 0);
        }
        assertThat(careful.judgement()).isEqualTo(ReflexiveAddress.UNKNOWN);

        careful.report(reporter(4), SEEN, from(4, 4), 0);
        assertThat(careful.judgement().endpoints()).containsExactly(SEEN);
    }

    @Test
    void hostThatAQuorumAgreesOnIsAGuessWhateverThePort() {
        for (int i = 0; i < 3; i++) {
            assertThat(reports.guesses()).isEmpty();
            report(i, i, Endpoint.quic("203.0.113.7:" + (5000 + i)));
        }

        report(0, 0, Endpoint.quic("203.0.113.7:5002"));
        assertThat(reports.guesses())
                .as("two ports, the last first, which tells peers of what kind the NAT is")
                .containsExactly(Endpoint.quic("203.0.113.7:5002"), Endpoint.quic("203.0.113.7:5001"));
    }
}
