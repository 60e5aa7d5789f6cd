package io.nodenet.node.core.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.SinkConnection;
import io.nodenet.node.core.port.Counts;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InboundTurnoverTest {
    private static final int SLOTS = 40;

    private final EdgeTable table = new EdgeTable(NodeId.ZERO, SLOTS);
    private final Set<NodeId> kept = new HashSet<>();
    private final List<NodeId> released = new ArrayList<>();
    private final InboundTurnover turnover =
            new InboundTurnover(table, kept::contains, edge -> released.add(edge.id()));
    private long now;

    /** Returns an ID of the farthest part of the network. */
    private static NodeId far(int number) {
        return id(0x80, number);
    }

    private static NodeId id(int first, int number) {
        byte[] id = new byte[NodeId.LENGTH];
        id[0] = (byte) first;
        id[30] = (byte) (number >> 8);
        id[31] = (byte) number;
        return NodeId.of(id);
    }

    private void add(NodeId id, String address) {
        add(id, address, false);
    }

    private void add(NodeId id, String address, boolean outbound) {
        Edge edge = new Edge(id, outbound, new EdgeLimiter(true, new Counts()).take(id), ++now);
        edge.attach(new SinkConnection(id, Endpoint.quic(address), outbound), PathKind.DIRECT, now);
        assertThat(table.add(edge)).isEqualTo(EdgeTable.AddResult.ADDED);
    }

    /** Makes edges that are siblings whatever else there is. */
    private void addSiblings() {
        for (int i = 0; i < EdgeTable.SIBLINGS; i++) {
            add(id(1, i), "203.0." + i + ".1:4242");
        }
    }

    /** Makes edges of one subnet. */
    private void addCrowd(int edges) {
        for (int i = 0; i < edges; i++) {
            add(far(100 + i), "198.51.100." + i + ":4242");
        }
    }

    private boolean makeRoom(NodeId newcomer, String address) {
        return turnover.makeRoom(new SinkConnection(newcomer, Endpoint.quic(address), false));
    }

    private void fillWithStrangers(int from) {
        for (int i = from; i < SLOTS; i++) {
            add(far(i), "198.51." + i + ".1:4242");
        }
    }

    @Test
    void theOldestOfTheFullestPartOfTheNetworkGoes() {
        add(id(0x40, 1), "203.0.113.1:4242");
        add(id(0x40, 2), "203.0.114.1:4242");
        fillWithStrangers(2);

        assertThat(makeRoom(far(900), "192.0.2.1:4242")).isTrue();

        assertThat(released).singleElement().isEqualTo(oldestThatIsNoSibling());
        assertThat(released).doesNotContain(id(0x40, 1), id(0x40, 2));
    }

    private NodeId oldestThatIsNoSibling() {
        return table.edges().stream()
                .filter(edge -> !table.isSibling(edge))
                .min((a, b) -> Long.compare(a.sinceNanos(), b.sinceNanos()))
                .orElseThrow()
                .id();
    }

    @Test
    void aCrowdOfOneSubnetGoesBeforeAnybodyElse() {
        for (int i = 0; i < 25; i++) {
            add(far(i + 100), "198.51.0.1:" + (4242 + i));
        }
        for (int i = 25; i < SLOTS; i++) {
            add(far(i + 100), "198.51." + i + ".1:4242");
        }

        assertThat(makeRoom(far(900), "192.0.2.1:4242")).isTrue();

        assertThat(table.get(released.get(0)))
                .satisfies(edge -> assertThat(
                                edge.current().connection().remoteEndpoint().text())
                        .startsWith("198.51.0.1:"));
    }

    @Test
    void aNewcomerOfTheCrowdPushesNobodyElseOut() {
        for (int i = 0; i < 25; i++) {
            add(far(i + 100), "198.51.0.1:" + (4242 + i));
        }
        for (int i = 25; i < SLOTS; i++) {
            add(far(i + 100), "198.51." + i + ".1:4242");
        }

        makeRoom(far(900), "198.51.0.1:9999");

        assertThat(released)
                .allSatisfy(id -> assertThat(table.get(id)
                                .current()
                                .connection()
                                .remoteEndpoint()
                                .text())
                        .startsWith("198.51.0.1:"));
    }

    @Test
    void keptEdgesAndSiblingsStay() {
        fillWithStrangers(0);
        table.edges().forEach(edge -> kept.add(edge.id()));

        assertThat(makeRoom(far(900), "192.0.2.1:4242")).isFalse();
        assertThat(released).isEmpty();

        kept.clear();
        assertThat(makeRoom(far(900), "192.0.2.1:4242")).isTrue();
        assertThat(table.siblings()).extracting(Edge::id).doesNotContain(released.get(0));
    }

    @Test
    void eightInboundEdgesOfASubnetAreNoCrowd() {
        addSiblings();
        fillWithStrangers(38);
        addCrowd(8);

        assertThat(makeRoom(far(900), "192.0.2.1:4242")).isTrue();

        assertThat(released).as("the oldest, whatever its subnet").containsExactly(far(38));
    }

    @Test
    void nineInboundEdgesOfASubnetAreACrowd() {
        addSiblings();
        fillWithStrangers(38);
        addCrowd(9);

        assertThat(makeRoom(far(900), "192.0.2.1:4242")).isTrue();

        assertThat(released).as("the oldest of the crowd").containsExactly(far(100));
    }

    @Test
    void newcomerCountsForItsSubnet() {
        addSiblings();
        fillWithStrangers(38);
        addCrowd(8);

        assertThat(makeRoom(far(900), "198.51.100.99:4242")).isTrue();

        assertThat(released).containsExactly(far(100));
    }

    @Test
    void edgesThatThisNodeDialedMakeNoCrowdAndStay() {
        addSiblings();
        for (int i = 0; i < 9; i++) {
            add(far(i), "198.51.100." + i + ":4242", true);
        }
        add(far(20), "198.51.100.20:4242");

        assertThat(makeRoom(far(900), "192.0.2.1:4242")).isTrue();

        assertThat(released)
                .as("the only one that may go, of the fullest part of the network")
                .containsExactly(far(20));
    }

    @Test
    void twoEdgesIntoAPartOfTheNetworkStayAndOfThreeTheOldestGoes() {
        addSiblings();
        for (int i = 0; i < 2; i++) {
            add(id(0x80, i), "198.51." + i + ".1:4242");
            add(id(0x40, i), "198.52." + i + ".1:4242");
        }

        assertThat(makeRoom(id(0x20, 1), "192.0.2.1:4242")).isFalse();
        assertThat(released).isEmpty();

        assertThat(makeRoom(id(0x40, 7), "192.0.2.1:4242")).isTrue();
        assertThat(released).containsExactly(id(0x40, 0));
    }

    @Test
    void fullerPartOfTheNetworkGivesWayToTheNewcomerOfALessFullOne() {
        addSiblings();
        for (int i = 0; i < 3; i++) {
            add(id(0x40, i), "198.52." + i + ".1:4242");
        }
        for (int i = 0; i < 4; i++) {
            add(id(0x80, i), "198.51." + i + ".1:4242");
        }

        assertThat(makeRoom(id(0x20, 1), "192.0.2.1:4242")).isTrue();

        assertThat(released).containsExactly(id(0x80, 0));
    }

    @Test
    void edgesOfPartsThatAreLessFullThanTheNewcomersStay() {
        addSiblings();
        for (int i = 0; i < 3; i++) {
            add(id(0x40, i), "198.52." + i + ".1:4242");
        }
        for (int i = 0; i < 4; i++) {
            add(id(0x80, i), "198.51." + i + ".1:4242", true);
        }

        assertThat(makeRoom(id(0x80, 9), "192.0.2.1:4242")).isFalse();
    }
}
