package io.nodenet.node.core.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.NatKind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PunchOddsTest {
    private static final List<Endpoint> ONE_PORT = endpoints("198.51.100.1:4242");
    private static final List<Endpoint> TWO_PORTS = endpoints("198.51.100.1:5001", "198.51.100.1:5002");

    private static List<Endpoint> endpoints(String... texts) {
        return Stream.of(texts).map(Endpoint::quic).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN, FAIR, DOUBTFUL",
        "NONE, FAIR, FAIR",
        "ENDPOINT_INDEPENDENT, FAIR, DOUBTFUL",
        "ADDRESS_DEPENDENT, DOUBTFUL, NONE",
        "ADDRESS_AND_PORT_DEPENDENT, DOUBTFUL, NONE"
    })
    void peerThatTellsTwoPortsOfAHostIsSeenAtAnotherOneByEachPeer(NatKind own, PunchOdds steady, PunchOdds other) {
        assertThat(PunchOdds.of(own, ONE_PORT)).isEqualTo(steady);
        assertThat(PunchOdds.of(own, TWO_PORTS)).isEqualTo(other);
        assertThat(PunchOdds.of(own, List.of())).as("no address at all").isEqualTo(other);
    }

    @Test
    void addressOfAnotherHostIsEnough() {
        List<Endpoint> mixed = endpoints("198.51.100.1:5001", "198.51.100.1:5002", "[2001:db8::1]:4242", "10.0.0.1:1");

        assertThat(PunchOdds.steady(mixed)).containsExactlyElementsOf(mixed.subList(2, 4));
        assertThat(PunchOdds.of(NatKind.ENDPOINT_INDEPENDENT, mixed)).isEqualTo(PunchOdds.FAIR);
    }
}
