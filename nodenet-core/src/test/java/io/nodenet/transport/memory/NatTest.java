package io.nodenet.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.IpPort;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of NAT in the terms of RFC 4787. */
class NatTest {
    private static final byte[] EXTERNAL = {11, 2, 1, 10};
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long TIMEOUT_NANOS = TIMEOUT.toNanos();
    private static final IpPort INSIDE = literal("192.168.0.2:4242");
    private static final IpPort REMOTE = literal("11.1.1.10:1000");
    private static final IpPort SAME_ADDRESS = literal("11.1.1.10:2000");
    private static final IpPort ELSEWHERE = literal("11.1.2.10:1000");

    private static IpPort literal(String text) {
        IpPort literal = IpPort.parse(text);
        assertThat(literal).isNotNull();
        return literal;
    }

    private static Nat nat(NatProfile kind) {
        return new Nat(kind, EXTERNAL, TIMEOUT, new SplittableRandom(7));
    }

    @ParameterizedTest
    @CsvSource({
        "FULL_CONE, true, true, true, true",
        "RESTRICTED_CONE, true, true, true, false",
        "PORT_RESTRICTED, true, true, false, false",
        "SYMMETRIC, false, false, false, false",
        "SYMMETRIC_SEQUENTIAL, false, false, false, false",
        "SYMMETRIC_OPEN, false, false, true, true",
        "ADDRESS_DEPENDENT, true, false, true, false",
        "CARRIER, true, true, false, false"
    })
    void eachKindMapsAndFiltersAsItIsNamed(
            NatProfile kind, boolean samePort, boolean samePortElsewhere, boolean admitsPort, boolean admitsAddress) {
        Nat nat = nat(kind);

        IpPort seen = nat.outbound(INSIDE, REMOTE, 0);
        assertThat(seen.address()).isEqualTo(EXTERNAL);
        assertThat(nat.admits(REMOTE, seen.port(), 0)).isTrue();
        assertThat(nat.admits(SAME_ADDRESS, seen.port(), 0)).isEqualTo(admitsPort);
        assertThat(nat.admits(ELSEWHERE, seen.port(), 0)).isEqualTo(admitsAddress);
        assertThat(nat.admits(REMOTE, seen.port() + 1, 0)).as("no mapping").isFalse();

        assertThat(nat.outbound(INSIDE, SAME_ADDRESS, 0).equals(seen)).isEqualTo(samePort);
        assertThat(nat.outbound(INSIDE, ELSEWHERE, 0).equals(seen)).isEqualTo(samePortElsewhere);
        assertThat(nat.outbound(INSIDE, REMOTE, 0)).as("as before").isEqualTo(seen);
    }

    @Test
    void nothingPassesWhereUdpIsBlocked() {
        Nat nat = nat(NatProfile.UDP_BLOCKED);

        assertThat(nat.outbound(INSIDE, REMOTE, 0)).isNull();
        assertThat(nat.admits(REMOTE, INSIDE.port(), 0)).isFalse();
    }

    @Test
    void portIsPreservedOrTheNextOneOrAnyOther() {
        assertThat(nat(NatProfile.PORT_RESTRICTED).outbound(INSIDE, REMOTE, 0).port())
                .isEqualTo(INSIDE.port());

        Nat sequential = nat(NatProfile.SYMMETRIC_SEQUENTIAL);
        int first = sequential.outbound(INSIDE, REMOTE, 0).port();
        assertThat(sequential.outbound(INSIDE, ELSEWHERE, 0).port()).isEqualTo(first + 1);

        Nat random = nat(NatProfile.SYMMETRIC);
        assertThat(random.outbound(INSIDE, REMOTE, 0).port()
                        - random.outbound(INSIDE, ELSEWHERE, 0).port())
                .isNotIn(-1, 0, 1);
    }

    @Test
    void mappingEndsWhenNothingWasSentThroughItForItsTimeout() {
        Nat nat = nat(NatProfile.CARRIER);
        IpPort seen = nat.outbound(INSIDE, REMOTE, 0);

        assertThat(nat.admits(REMOTE, seen.port(), TIMEOUT_NANOS - 1)).isTrue();
        assertThat(nat.admits(REMOTE, seen.port(), TIMEOUT_NANOS)).isFalse();
        assertThat(nat.outbound(INSIDE, REMOTE, TIMEOUT_NANOS))
                .as("another port")
                .isNotEqualTo(seen);
        assertThat(nat.mappings()).as("the old one is forgotten").isOne();
    }

    @Test
    void holeInTheFilterEndsThoughTheMappingIsUsedElsewhere() {
        Nat nat = nat(NatProfile.PORT_RESTRICTED);
        IpPort seen = nat.outbound(INSIDE, REMOTE, 0);
        nat.outbound(INSIDE, ELSEWHERE, TIMEOUT_NANOS - 1);

        assertThat(nat.admits(REMOTE, seen.port(), TIMEOUT_NANOS)).isFalse();
        assertThat(nat.admits(ELSEWHERE, seen.port(), TIMEOUT_NANOS)).isTrue();
    }

    @Test
    void restartedNatKnowsNothing() {
        Nat nat = nat(NatProfile.FULL_CONE);
        IpPort seen = nat.outbound(INSIDE, REMOTE, 0);

        nat.flush();

        assertThat(nat.admits(REMOTE, seen.port(), 0)).isFalse();
    }

    @Test
    void portThatIsTakenIsNotGivenAgain() {
        Nat nat = nat(NatProfile.SYMMETRIC);
        for (int i = 0; i < 2_000; i++) {
            nat.outbound(INSIDE, literal("11.1." + i / 250 + "." + i % 250 + ":1"), 0);
        }

        assertThat(nat.mappings()).isEqualTo(2_000);
    }

    @Test
    void homeNatBehindThatOfItsProviderLetsInWhatBothLetIn() {
        Nat home = new Nat(NatProfile.PORT_RESTRICTED, new byte[] {100, 64, 0, 2}, TIMEOUT, new SplittableRandom(1));
        Nat provider = nat(NatProfile.CARRIER);
        NatRow row = new NatRow(home, provider);

        IpPort seen = row.outbound(INSIDE, REMOTE, 0);

        assertThat(seen.address()).isEqualTo(EXTERNAL);
        assertThat(seen.port()).isNotEqualTo(INSIDE.port());
        assertThat(row.outbound(INSIDE, ELSEWHERE, 0)).as("one mapping for all").isEqualTo(seen);
        assertThat(row.insidePort(seen.port())).isEqualTo(INSIDE.port());
        assertThat(row.admits(REMOTE, seen.port(), 0)).isTrue();
        assertThat(row.admits(SAME_ADDRESS, seen.port(), 0)).isFalse();

        home.flush();
        assertThat(provider.admits(REMOTE, seen.port(), 0)).isTrue();
        assertThat(row.admits(REMOTE, seen.port(), 0))
                .as("the home NAT knows of nothing")
                .isFalse();
        assertThat(row.outbound(INSIDE, REMOTE, 0))
                .as("it chose the same port again")
                .isEqualTo(seen);

        row.flush();
        assertThat(row.insidePort(seen.port())).isEqualTo(-1);
        assertThat(row.outbound(INSIDE, REMOTE, 0)).isNotEqualTo(seen);
    }

    @Test
    void severalPortsOfAHostHaveMappingsOfTheirOwn() {
        Nat nat = nat(NatProfile.PORT_RESTRICTED);
        IpPort other = literal("192.168.0.2:50000");

        IpPort first = nat.outbound(INSIDE, REMOTE, 0);
        IpPort second = nat.outbound(other, SAME_ADDRESS, 0);

        assertThat(nat.insidePort(first.port())).isEqualTo(INSIDE.port());
        assertThat(nat.insidePort(second.port())).isEqualTo(other.port());
        assertThat(nat.admits(REMOTE, second.port(), 0)).isFalse();
        assertThat(nat.admits(SAME_ADDRESS, second.port(), 0)).isTrue();
        assertThat(nat.insidePort(1)).isEqualTo(-1);
    }
}
