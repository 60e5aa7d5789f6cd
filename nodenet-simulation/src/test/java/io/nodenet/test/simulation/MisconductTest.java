package io.nodenet.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.LinkProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MisconductTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private SimulatedOverlay overlay = star();

    /** An overlay in which nobody dials but its anchor. */
    private static SimulatedOverlay star() {
        return SimulatedOverlay.seed(3).trustSignatures().targetEdges(0).build();
    }

    private SimulatedNode add(Misconduct misconduct, SimulatedNode... anchors) {
        return overlay.addNode(misconduct, overlay.mint(), new HostProfile(), anchors);
    }

    @Test
    void dropperForwardsNothingAndTakesPartInAllElse() {
        SimulatedNode dropper = add(Misconduct.DROPPER);
        SimulatedNode alice = overlay.addNode(dropper);
        SimulatedNode bob = overlay.addNode(dropper);
        overlay.advance(SECOND);

        alice.send(bob.id(), "to bob");
        alice.send(dropper.id(), "to the dropper");
        dropper.send(bob.id(), "from the dropper");
        overlay.advance(Duration.ofMinutes(1));

        assertThat(bob.texts()).containsExactly("from the dropper");
        assertThat(dropper.texts()).containsExactly("to the dropper");
        assertThat(alice.hasEdgeTo(dropper)).isTrue();
        assertThat(dropper.isHonest()).isFalse();
        assertThat(alice.isHonest()).isTrue();
    }

    @Test
    void replayerSendsMessagesAgainAndEachIsDeliveredOnce() {
        SimulatedNode replayer = add(Misconduct.REPLAYER);
        SimulatedNode alice = overlay.addNode(replayer);
        SimulatedNode bob = overlay.addNode(replayer);
        overlay.advance(SECOND);

        alice.send(bob.id(), "once");
        overlay.advance(Duration.ofMinutes(1));

        assertThat(bob.texts()).containsExactly("once");
        assertThat(bob.core().drops().get(DropReason.DUPLICATE)
                        + bob.core().drops().get(DropReason.STALE))
                .isGreaterThan(50);
    }

    @Test
    void flooderIsHeldToItsBudgetAndNobodyElseSuffers() {
        overlay = SimulatedOverlay.seed(4)
                .link(LinkProfile.HOME)
                .trustSignatures()
                .build();
        SimulatedNode anchor = overlay.addNode();
        for (int i = 0; i < 8; i++) {
            overlay.addNode(anchor);
        }
        SimulatedNode flooder = add(Misconduct.FLOODER, anchor);
        overlay.advance(Duration.ofSeconds(10));
        List<SimulatedNode> honest =
                overlay.nodes().stream().filter(SimulatedNode::isHonest).toList();

        for (SimulatedNode from : honest) {
            honest.stream().filter(to -> to != from).forEach(to -> from.send(to.id(), "from " + from));
        }
        overlay.advance(SECOND);

        assertThat(honest).allSatisfy(node -> {
            assertThat(node.texts()).hasSize(honest.size() - 1);
            assertThat(node.hasEdgeTo(flooder)).isTrue();
            assertThat(node.core().drops().get(DropReason.RATE_LIMITED_FORWARD)).isPositive();
            assertThat(node.core().drops().get(DropReason.RATE_LIMITED_PING)).isPositive();
        });
    }

    @Test
    void liarTellsAddressesThatLeadNowhereAndTheTruthAboutItself() {
        SimulatedNode liar = add(Misconduct.LIAR);
        List<SimulatedNode> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(overlay.addNode(liar));
        }
        overlay.advance(SECOND);
        SimulatedNode victim = others.get(0);
        Set<Endpoint> hosts = overlay.nodes().stream()
                .map(node -> node.transport().boundEndpoint())
                .collect(Collectors.toSet());

        liar.input(core -> core.edges()
                .edges()
                .forEach(edge -> core.lookups().askSiblings(Objects.requireNonNull(edge.current()))));
        overlay.advance(SECOND);
        victim.input(core -> core.lookups()
                .askSiblings(Objects.requireNonNull(core.edges().at(0).current())));
        overlay.advance(SECOND);

        KnownContact told = victim.core().knowledge().get(others.get(1).id());
        assertThat(told).isNotNull();
        assertThat(told.endpoints()).isNotEmpty().doesNotContainAnyElementsOf(hosts);
        assertThat(victim.core().knowledge().get(liar.id()).endpoints())
                .containsExactly(liar.transport().boundEndpoint());
        assertThat(victim.core().edges().get(liar.id()).observedEndpoint())
                .isNotEqualTo(victim.transport().boundEndpoint());
        assertThat(victim.core().counters().get(NodeCounter.ANSWERS_RECEIVED)).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void runWithMisconductIsTheSameEachTime(Misconduct misconduct) {
        assertThat(digest(misconduct)).isEqualTo(digest(misconduct));
    }

    private long digest(Misconduct misconduct) {
        overlay = SimulatedOverlay.seed(5)
                .link(LinkProfile.HOME)
                .trustSignatures()
                .build();
        SimulatedNode anchor = overlay.addNode();
        for (int i = 0; i < 4; i++) {
            overlay.addNode(anchor);
            add(misconduct, anchor);
        }
        overlay.advance(Duration.ofSeconds(4));
        return overlay.digest();
    }
}
