package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.nat.RelayBind;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a volunteer can make the callee of a relay send (groups H and J of docs/protocol/09). */
class RelayResponderTest {
    private static final String HOST = "198.51.100.7:";

    private final Overlay overlay = new Overlay(17);
    private final SimNode node = node();
    private final Puppet volunteer = overlay.puppet(overlay.newId(), Endpoint.quic(HOST + 4242));
    private final Wire wire = overlay.edge(node, volunteer, false);

    private SimNode node() {
        Identity identity = overlay.newIdentity();
        SimNode added = overlay.node(
                identity, Overlay.config(identity, 0).upkeep(false).build(), Endpoint.quic("203.0.113.1:4242"));
        added.start();
        return added;
    }

    private void bind(String endpoint) {
        wire.arrive(Frames.frame(FrameType.RELAY_BIND, new RelayBind(Endpoint.quic(endpoint)).toBytes()));
    }

    private List<String> punched() {
        return node.punches.stream().map(punch -> punch.target().text()).toList();
    }

    @Test
    void W4_15_volunteerIsPunchedAtOnceAndEachSecondForFiveSeconds() {
        bind(HOST + 50002);
        long begun = node.now();
        overlay.runFor(Duration.ofMinutes(1));

        assertThat(node.punches)
                .extracting(punch -> Duration.ofNanos(punch.atNanos() - begun).toMillis())
                .containsExactly(0L, 50L, 100L, 150L, 200L, 1000L, 2000L, 3000L, 4000L);
        assertThat(new HashSet<>(punched())).containsExactly(HOST + 50002);
        assertThat(node.count(NodeCounter.RELAY_BINDS_ANSWERED)).isOne();
    }

    @Test
    void punchingEndsWhenTheConnectionIsThereWhichIsRelayed() {
        bind(HOST + 50002);
        overlay.runFor(Duration.ofMillis(1500));
        Puppet caller = overlay.puppet(overlay.newId(), Endpoint.quic(HOST + 50002));
        overlay.edge(node, caller, false);
        int before = node.punches.size();
        overlay.runFor(Duration.ofMinutes(1));

        assertThat(node.punches).hasSize(before);
        assertThat(node.core().edges().get(caller.id()).path()).isEqualTo(PathKind.RELAYED);
    }

    @Test
    void secondConnectionOfARelayedEdgeIsRelayedHoweverLateItComes() {
        bind(HOST + 50002);
        Puppet caller = overlay.puppet(overlay.newId(), Endpoint.quic(HOST + 50002));
        overlay.edge(node, caller, false);
        overlay.runFor(Duration.ofMinutes(2));
        overlay.edge(node, caller, false);

        assertThat(node.core().edges().get(caller.id()).connections())
                .hasSize(2)
                .allMatch(connection -> connection.path() == PathKind.RELAYED);
    }

    @Test
    void connectionFromAnotherPortOfTheVolunteerIsNotRelayed() {
        bind(HOST + 50002);
        Puppet other = overlay.puppet(overlay.newId(), Endpoint.quic(HOST + 50003));
        overlay.edge(node, other, false);

        assertThat(node.core().edges().get(other.id()).path()).isNotEqualTo(PathKind.RELAYED);
    }

    @Test
    void bindIsForgottenWhenTheVolunteerHasClosedAnUnusedSession() {
        bind(HOST + 50002);
        overlay.runFor(Duration.ofSeconds(45));
        Puppet later = overlay.puppet(overlay.newId(), Endpoint.quic(HOST + 50002));
        overlay.edge(node, later, false);

        assertThat(node.core().edges().get(later.id()).path()).isEqualTo(PathKind.DIRECT);
    }

    @Test
    void W4_13_unspecifiedHostAndAPrivateOneFromOutsideMeanTheVolunteer() {
        bind("[::]:50001");
        bind("0.0.0.0:50002");
        bind("10.0.0.7:50003");
        overlay.settle();

        assertThat(new HashSet<>(punched())).containsExactlyInAnyOrder(HOST + 50001, HOST + 50002, HOST + 50003);
    }

    @Test
    void W6_16_volunteerCannotAimPunchesAtAnybodyElse() {
        for (String victim : List.of("198.51.100.8:50002", "[2001:db8::1]:50002", "host.example:1", "127.0.0.1:53")) {
            bind(victim);
        }
        bind("198.51.100.7:0");
        overlay.runFor(Duration.ofSeconds(10));

        assertThat(node.punches).isEmpty();
        assertThat(node.drops(DropReason.RELAY_FOREIGN_ADDRESS)).isEqualTo(5);
    }

    @Test
    void bindOverARelayIsRefused() {
        bind(HOST + 50002);
        Puppet caller = overlay.puppet(overlay.newId(), Endpoint.quic(HOST + 50002));
        Wire relayed = overlay.edge(node, caller, false);

        relayed.arrive(Frames.frame(FrameType.RELAY_BIND, new RelayBind(Endpoint.quic(HOST + 50003)).toBytes()));
        overlay.runFor(Duration.ofSeconds(5));

        assertThat(node.drops(DropReason.RELAY_FOREIGN_ADDRESS)).isOne();
        assertThat(punched()).doesNotContain(HOST + 50003);
    }

    @Test
    void H04_twoHundredBindsAtOnceCostSixteenPunchedPortsAnd168AreOverTheLimit() {
        for (int i = 0; i < 200; i++) {
            bind(HOST + (50000 + i));
        }
        overlay.settle();

        assertThat(node.drops(DropReason.RATE_LIMITED_CONTROL)).isEqualTo(168);
        assertThat(new HashSet<>(punched())).hasSize(16);
        assertThat(node.drops(DropReason.PUNCH_LIMIT)).isEqualTo(16);
    }

    @Test
    void volunteerThatFloodsBindsForAMinuteGetsTwoPortsASecondPunched() {
        for (int i = 0; i < 600; i++) {
            bind(HOST + (50000 + i));
            overlay.runFor(Duration.ofMillis(100));
        }
        overlay.runFor(Duration.ofSeconds(10));

        int ports = new HashSet<>(punched()).size();
        assertThat(ports).isBetween(120, 16 + 2 * 60);
        assertThat(node.punches).hasSizeLessThanOrEqualTo(9 * ports);
    }

    @Test
    void bindThatComesAgainWhileItIsPunchedCostsNothing() {
        bind(HOST + 50002);
        bind(HOST + 50002);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(node.drops(DropReason.DUPLICATE)).isOne();
        assertThat(node.punches).hasSize(6);
    }

    @Test
    void malformedBindIsDropped() {
        wire.arrive(Frames.frame(FrameType.RELAY_BIND, new byte[] {4}));

        assertThat(node.drops(DropReason.MALFORMED_PAYLOAD)).isOne();
        assertThat(node.punches).isEmpty();
    }

    @Test
    void leavingNodePunchesNoVolunteer() {
        bind(HOST + 50002);
        overlay.runFor(Duration.ofMillis(1500));
        int before = node.punches.size();
        node.input(NodeCore::leave);
        overlay.runFor(Duration.ofSeconds(10));

        assertThat(node.punches).hasSize(before);
    }
}
