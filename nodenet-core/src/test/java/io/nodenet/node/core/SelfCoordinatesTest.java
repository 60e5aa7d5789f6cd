package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.identity.Identity;
import io.nodenet.nat.ReflexiveReports;
import io.nodenet.node.core.edge.Keepalive;
import io.nodenet.routed.Contact;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node learns from the pongs of its neighbours where it is seen from outside. */
class SelfCoordinatesTest {
    private static final String SEEN = "203.0.113.7:4242";
    private static final String PONG_OF_NOTHING = "0103020000";

    private final Overlay overlay = new Overlay(61);
    private SimNode node = overlay.quietNode();
    private final List<Wire> ends = new ArrayList<>();

    /** Makes a neighbour of a subnet of its own that reports where it sees the node. */
    private Puppet neighbour(String observed) {
        Puppet neighbour = overlay.puppet(overlay.newId(), Endpoint.quic("198.51." + ends.size() + ".1:4242"));
        ends.add(overlay.edge(node, neighbour, true));
        report(ends.size() - 1, neighbour, observed);
        return neighbour;
    }

    private void report(int end, Puppet neighbour, String observed) {
        node.ping(neighbour.id());
        overlay.settle();
        ends.get(end).say(Frames.frame(FrameType.PONG, pongOf(observed)));
        overlay.settle();
    }

    private static byte[] pongOf(String endpoint) {
        return Vectors.unhex(
                "0471756963" + String.format("%02x", endpoint.length()) + Vectors.hex(Frames.bytes(endpoint)));
    }

    @Test
    void F12_thirdReportConfirmsTheAddressAndTheApplicationIsTold() {
        neighbour(SEEN);
        neighbour(SEEN);
        assertThat(node.core().reflexive()).isEqualTo(ReflexiveAddress.UNKNOWN);
        assertThat(node.events(NodeEvent.ReflexiveAddressChanged.class)).isEmpty();

        neighbour(SEEN);

        ReflexiveAddress confirmed = new ReflexiveAddress(List.of(Endpoint.quic(SEEN)), NatKind.ENDPOINT_INDEPENDENT);
        assertThat(node.core().reflexive()).isEqualTo(confirmed);
        assertThat(node.events(NodeEvent.ReflexiveAddressChanged.class))
                .containsExactly(new NodeEvent.ReflexiveAddressChanged(confirmed));
    }

    @Test
    void neighbourOfANodeWithAQuorumOfOneConfirmsItsAddressAlone() {
        Identity identity = overlay.newIdentity();
        node = overlay.node(
                identity,
                Overlay.config(identity, 0).upkeep(false).reflexiveQuorum(1).build());

        neighbour(SEEN);

        assertThat(node.core().reflexive().endpoints()).containsExactly(Endpoint.quic(SEEN));
    }

    @Test
    void lostEdgeTakesItsReportAway() {
        neighbour(SEEN);
        neighbour(SEEN);
        Puppet third = neighbour(SEEN);

        node.drop(third.id());
        overlay.settle();

        assertThat(node.events(NodeEvent.ReflexiveAddressChanged.class))
                .hasSize(2)
                .last()
                .isEqualTo(new NodeEvent.ReflexiveAddressChanged(ReflexiveAddress.UNKNOWN));
    }

    @Test
    void F10_loopbackMulticastUnspecifiedLinkLocalAndNamesAreIgnored() {
        for (String claim :
                List.of("127.0.0.1:1", "224.0.0.1:1", "0.0.0.0:1", "169.254.1.1:1", "[fe80::1]:1", "a.example:1")) {
            for (int i = 0; i < 3; i++) {
                neighbour(claim);
            }
        }

        assertThat(node.core().reflexive()).isEqualTo(ReflexiveAddress.UNKNOWN);
    }

    @Test
    void F13_neighboursOfOneSubnetCountAsOneDomain() {
        for (int i = 0; i < 3; i++) {
            Puppet neighbour = overlay.puppet(overlay.newId(), Endpoint.quic("198.51.7." + (i + 1) + ":4242"));
            ends.add(overlay.edge(node, neighbour, true));
            report(i, neighbour, SEEN);
        }
        assertThat(node.core().reflexive()).isEqualTo(ReflexiveAddress.UNKNOWN);

        neighbour(SEEN);
        assertThat(node.core().reflexive().endpoints()).containsExactly(Endpoint.quic(SEEN));
    }

    private List<String> announced(String... local) {
        List<Endpoint> endpoints = Stream.of(local).map(Endpoint::quic).toList();
        node.input(core -> core.onLocalEndpoints(endpoints));
        Puppet asker = overlay.puppet();
        Wire end = overlay.edge(node, asker, false);
        end.say(Frames.frame(FrameType.SIBLINGS, new byte[8]));
        overlay.settle();
        List<Contact> told = RecordedAnswer.of(asker.heard("05").get(0)).contacts();
        return told.get(told.size() - 1).endpoints().stream()
                .map(Endpoint::text)
                .toList();
    }

    @Test
    void fourAddressesAreAnnouncedPublicOnesBeforePrivateOnes() {
        assertThat(announced(
                        "10.0.0.1:1", "10.0.0.2:1", "127.0.0.1:1", "203.0.113.1:1", "203.0.113.2:1", "203.0.113.3:1"))
                .containsExactly("203.0.113.1:1", "203.0.113.2:1", "203.0.113.3:1", "10.0.0.1:1");
        assertThat(announced("203.0.113.1:1", "203.0.113.2:1", "203.0.113.3:1", "203.0.113.4:1", "203.0.113.5:1"))
                .hasSize(4);
        assertThat(announced("127.0.0.1:1", "10.0.0.1:1")).containsExactly("10.0.0.1:1");
        assertThat(announced("127.0.0.1:1")).containsExactly("127.0.0.1:1");
    }

    @Test
    void fourAddressesAreAnnouncedAndTheLikeliestFirst() {
        List<Endpoint> local = new ArrayList<>(List.of(Endpoint.quic("10.1.1.1:4242")));
        for (int i = 1; i <= 8; i++) {
            local.add(Endpoint.quic("203.0.113." + i + ":4242"));
        }
        node.input(core -> core.onLocalEndpoints(local));
        Puppet asker = overlay.puppet(overlay.newId(), Endpoint.quic("198.51.100.1:4242"));
        overlay.edge(node, asker, false).say(Frames.frame(FrameType.SIBLINGS, new byte[8]));
        overlay.settle();

        assertThat(asker.heard("05"))
                .singleElement()
                .satisfies(answer -> assertThat(
                                RecordedAnswer.of(answer).contacts().get(0).endpoints())
                        .isEqualTo(local.subList(1, 5)));
    }

    @Test
    void addressesThatTheOperatorHasSetAreAnnouncedFirst() {
        Identity identity = overlay.newIdentity();
        node = overlay.node(
                identity,
                Overlay.config(identity, 0)
                        .upkeep(false)
                        .advertised(List.of(Endpoint.quic("203.0.113.50:9000")))
                        .build());

        assertThat(announced("203.0.113.1:4242", "203.0.113.50:9000"))
                .containsExactly("203.0.113.50:9000", "203.0.113.1:4242");
    }

    @Test
    void unsolicitedPongIsNoReport() {
        neighbour(SEEN);
        neighbour(SEEN);
        Puppet third = neighbour("10.0.0.1:1");

        ends.get(2).say(Frames.frame(FrameType.PONG, pongOf(SEEN)));
        overlay.settle();
        assertThat(node.core().reflexive()).isEqualTo(ReflexiveAddress.UNKNOWN);

        report(2, third, SEEN);
        assertThat(node.core().reflexive().endpoints()).hasSize(1);
    }

    @Test
    void busyNeighbourIsAskedAgainEveryTwoMinutes() {
        SimNode busy = overlay.node();
        Wire end = overlay.edge(busy, overlay.puppet().answeringPings(), true);
        overlay.settle();
        long pings = busy.count(NodeCounter.PINGS_SENT);

        talk(List.of(end), Duration.ofSeconds(115));
        assertThat(busy.count(NodeCounter.PINGS_SENT)).isEqualTo(pings);

        talk(List.of(end), Duration.ofSeconds(10));
        assertThat(busy.count(NodeCounter.PINGS_SENT)).isEqualTo(pings + 1);
    }

    @Test
    void reportOutlivesTwoQuestionsThatGetNoAnswer() {
        assertThat(ReflexiveReports.EXPIRY.toNanos()).isEqualTo(3 * Keepalive.REPORT_NANOS);
    }

    @Test
    void reportsOfNeighboursThatTalkAndNeverAnswerExpire() {
        SimNode busy = overlay.node();
        for (int i = 0; i < 3; i++) {
            Puppet neighbour = overlay.puppet(overlay.newId(), Endpoint.quic("198.51." + i + ".1:4242"));
            ends.add(overlay.edge(busy, neighbour, true));
            ends.get(i).say(Frames.frame(FrameType.PONG, pongOf(SEEN)));
        }
        overlay.settle();
        assertThat(busy.core().reflexive().endpoints()).hasSize(1);

        talk(ends, Duration.ofMinutes(8));

        assertThat(busy.core().edges().size()).isEqualTo(3);
        assertThat(busy.core().reflexive()).isEqualTo(ReflexiveAddress.UNKNOWN);
    }

    /** Has neighbours send something each second, so that they are never idle, and nothing that answers a ping. */
    private void talk(List<Wire> neighbours, Duration duration) {
        for (int i = 0; i < duration.toSeconds(); i++) {
            overlay.runFor(Duration.ofSeconds(1));
            neighbours.forEach(end -> end.say(Overlay.UNKNOWN_FRAME));
        }
    }
}
