package io.nodenet.node.core.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NoApplication;
import io.nodenet.node.core.SinkConnection;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which addresses that a peer tells are dialed (W-21). */
class CandidatesTest {
    private final Turn turn = new Turn();

    private SelfCoordinates self(String advertised, String... local) {
        CoreConfig config = CoreConfig.of(Identity.generate(), 0)
                .advertised(advertised.isEmpty() ? List.of() : List.of(Endpoint.quic(advertised)))
                .build();
        SelfCoordinates self = new SelfCoordinates(config, turn, new Timers(turn), NoApplication.INSTANCE);
        self.onLocalEndpoints(Stream.of(local).map(Endpoint::quic).toList());
        return self;
    }

    private static void addNeighbour(SelfCoordinates self, String address) {
        NodeId id = Identity.generate().nodeId();
        Edge edge = new Edge(id, true, new EdgeLimiter(true, new Counts()).take(id), 0);
        edge.attach(new SinkConnection(id, Endpoint.quic(address), true), PathKind.DIRECT, 0);
        self.onConnection(edge.connections().get(0));
    }

    private static List<String> candidates(SelfCoordinates self, String... told) {
        return self.candidates(Stream.of(told).map(Endpoint::quic).toList()).stream()
                .map(Endpoint::text)
                .toList();
    }

    /** Where any text is an address, since names are never dialed where addresses are those of IP (W-21). */
    @Test
    @Tag("vectors")
    void candidatesAreTheFirstEightThatDifferAsRecorded() {
        CoreConfig config =
                CoreConfig.of(Identity.generate(), 0).ipAddressed(false).build();
        SelfCoordinates self = new SelfCoordinates(config, turn, new Timers(turn), NoApplication.INSTANCE);

        Vectors.load("nat.json")
                .each(
                        "candidates",
                        row -> assertThat(self.candidates(endpoints(row, "in"))).isEqualTo(endpoints(row, "out")));
    }

    private static List<Endpoint> endpoints(Vectors.Row row, String name) {
        return row.rows(name).stream()
                .map(each -> Endpoint.of(each.string("net"), each.string("endpoint")))
                .toList();
    }

    @Test
    void F19_hostNameLoopbackAndTheIntranetOfANodeThatHasNoneAreNeverDialed() {
        SelfCoordinates self = self("", "203.0.113.7:4242");

        assertThat(candidates(
                        self,
                        "a.example:1",
                        "127.0.0.1:1",
                        "10.0.0.1:1",
                        "169.254.1.1:1",
                        "0.0.0.0:1",
                        "224.0.0.1:1",
                        "198.51.100.1:0",
                        "198.51.100.1:1"))
                .containsExactly("198.51.100.1:1");
    }

    @Test
    void privateAddressesOfThoseWhoShareTheExternalAddressAreDialedFirst() {
        SelfCoordinates self = self("203.0.113.7:9000", "192.168.1.5:4242");
        addNeighbour(self, "198.51.100.1:4242");

        assertThat(candidates(self, "203.0.113.7:1", "192.168.1.6:4242"))
                .containsExactly("192.168.1.6:4242", "203.0.113.7:1");
        assertThat(candidates(self, "203.0.113.8:1", "192.168.1.6:4242")).containsExactly("203.0.113.8:1");
        assertThat(candidates(self, "192.168.1.6:4242")).isEmpty();
    }

    @Test
    void ownAddressesAndDuplicatesAreLeftOutAndTheFirstEightStayInTheirOrder() {
        SelfCoordinates self = self("", "203.0.113.7:4242", "192.168.1.5:4242");
        String[] told = IntStream.range(0, 50)
                .mapToObj(i -> "198.51.100." + (100 - i / 2) + ":1")
                .toArray(String[]::new);
        told[2] = "203.0.113.7:4242";
        told[3] = "192.168.1.5:4242";

        assertThat(candidates(self, told))
                .containsExactly(IntStream.of(100, 98, 97, 96, 95, 94, 93, 92)
                        .mapToObj(last -> "198.51.100." + last + ":1")
                        .toArray(String[]::new));
    }
}
