package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.CloseReason;
import io.nodenet.identity.Identity;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that comes back frees what its neighbours hold of the process that is gone, and they let it (W-43). */
class StaleEdgesTest {
    private static final String PING = "010200";
    private static final String LEAVE = "010700";
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private final Overlay overlay = new Overlay(43);
    private final Puppet peer = overlay.puppet();

    private SimNode node(boolean returning, boolean gated) {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(
                identity,
                Overlay.config(identity, 0)
                        .gated(gated)
                        .deduplicationCapacity(1024)
                        .returning(returning)
                        .build());
        node.start();
        return node;
    }

    private SimNode returning() {
        return node(true, false);
    }

    /** Dials a peer, which says something; returns the frames that it hears of the node. */
    private List<String> heardBy(Puppet other, SimNode node) {
        overlay.connect(node, other).say(Overlay.UNKNOWN_FRAME);
        overlay.settle();
        return other.heard();
    }

    private void dial(SimNode node) {
        node.addAnchor(peer.id() + "@" + peer.endpoint().text());
        overlay.runFor(AT_ONCE);
    }

    @Test
    void firstConnectionBeginsWithALeaveAndAPing() {
        dial(returning());

        assertThat(peer.heard()).containsExactly(LEAVE, PING);
    }

    @Test
    void identityThatWasMintedInThisProcessHasNothingToFree() {
        dial(node(false, false));

        assertThat(peer.heard()).containsExactly(PING);
    }

    @Test
    void peerThatHeldNothingAndClosesIsDialedAgainAtOnceAndHearsNoSecondLeave() {
        SimNode node = returning();
        dial(node);
        peer.heard();

        peer.lastFrom().close(CloseReason.PEER_LEFT);
        overlay.runFor(AT_ONCE);

        assertThat(node.dials).hasSize(2);
        assertThat(peer.heard()).containsExactly(PING);
    }

    @Test
    void peerThatClosesOnceMoreIsDialedWithTheOrdinaryBackoff() {
        SimNode node = returning();
        dial(node);
        peer.lastFrom().close(CloseReason.PEER_LEFT);
        overlay.runFor(AT_ONCE);

        peer.lastFrom().close(CloseReason.PEER_LEFT);
        overlay.runFor(AT_ONCE);

        assertThat(node.dials).hasSize(2);
        peer.answeringPings();
        overlay.runFor(Duration.ofSeconds(2));
        assertThat(node.dials).hasSize(3);
    }

    @Test
    void peerThatDialedThisProcessHoldsNoEdgeOfAnEarlierOne() {
        SimNode node = returning();
        overlay.edge(node, peer, false);

        assertThat(heardBy(peer, node)).doesNotContain(LEAVE);
    }

    @Test
    void peerThatWasLostInSilenceMayHoldTheConnectionThatThisNodeGaveUp() {
        SimNode node = node(false, false);
        dial(node);
        overlay.online(node, false);
        overlay.runFor(Duration.ofSeconds(20));
        assertThat(node.edgesDown()).containsExactly(CloseReason.SILENT);
        peer.heard();

        overlay.online(node, true);
        overlay.runFor(Duration.ofSeconds(30));

        assertThat(peer.heard()).containsSubsequence(LEAVE, PING);
    }

    @Test
    void ofPeersThatWereMetTheLast4096AreRemembered() {
        SimNode node = returning();
        List<Puppet> met = puppets(4097);
        for (Puppet each : met) {
            assertThat(heardBy(each, node)).startsWith(LEAVE);
            each.lastFrom().close(CloseReason.PEER_LEFT);
            overlay.settle();
        }

        assertThat(heardBy(met.get(1), node)).as("the first of 4,096").doesNotContain(LEAVE);
        assertThat(heardBy(met.get(0), node)).as("the one before").startsWith(LEAVE);
    }

    @Test
    void ofPeersThatWereLostInSilenceTheLast4096AreRemembered() {
        SimNode node = node(false, false);
        List<Puppet> lost = puppets(4097);
        loseInSilence(node, lost.subList(0, 1));
        loseInSilence(node, lost.subList(1, 2));
        for (int i = 2; i < lost.size(); i += 315) {
            loseInSilence(node, lost.subList(i, i + 315));
        }
        assertThat(node.edgesDown()).hasSize(4097).containsOnly(CloseReason.SILENT);

        assertThat(heardBy(lost.get(1), node)).as("the first of 4,096").startsWith(LEAVE);
        assertThat(heardBy(lost.get(0), node)).as("the one before").doesNotContain(LEAVE);
    }

    private List<Puppet> puppets(int count) {
        return Stream.generate(overlay::puppet).limit(count).toList();
    }

    private void loseInSilence(SimNode node, List<Puppet> peers) {
        peers.forEach(each -> heardBy(each, node));
        peers.forEach(each -> overlay.network().partition(node.id(), each.id()));
        overlay.runFor(Duration.ofMinutes(3));
        peers.forEach(each -> overlay.network().heal(node.id(), each.id()));
        overlay.settle();
        peers.forEach(Puppet::heard);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leaveAsTheFirstFrameClosesWhatThePeerHadAndKeepsItsNewConnection(boolean gated) {
        SimNode node = node(false, gated);
        Wire accepted = overlay.edge(node, peer, false);
        Wire dialed = overlay.edge(node, peer, true);
        peer.answeringPings();
        overlay.runFor(Duration.ofMillis(1100));
        Wire fresh = overlay.dialIn(peer, node);
        peer.heard();

        fresh.say(LEAVE);
        fresh.say(PING);
        overlay.settle();

        assertThat(List.of(accepted, dialed)).allMatch(end -> end.closedFor() != null);
        assertThat(fresh.closedFor()).isNull();
        assertThat(peer.heard("03")).isNotEmpty();
        assertThat(node.core().edges().at(0).connections()).hasSize(1);
        assertThat(node.edgesDown()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leaveThatCrossedADialOfThisNodeLeavesItOpen(boolean gated) {
        SimNode node = node(false, gated);
        Wire dialed = overlay.edge(node, peer, true);
        Wire fresh = overlay.dialIn(peer, node);
        overlay.runFor(Duration.ofMillis(500));

        fresh.say(LEAVE);
        overlay.settle();

        assertThat(List.of(dialed, fresh)).allMatch(end -> end.closedFor() == null);
    }

    @Test
    void nodesThatComeBackAndDialEachOtherAtTheSameMomentStayNeighbours() {
        SimNode one = returning();
        SimNode other = returning();

        one.addAnchor(other);
        other.addAnchor(one);
        overlay.settle();

        assertThat(List.of(one, other)).allMatch(node -> node.edgesDown().isEmpty());
        assertThat(one.core().edges().get(other.id())).isNotNull();
        assertThat(other.core().edges().get(one.id())).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leaveAsTheFirstFrameOfAStrangerMakesAnEdge(boolean gated) {
        SimNode node = node(false, gated);
        Wire fresh = overlay.dialIn(peer, node);

        fresh.say(LEAVE);
        fresh.say(PING);
        overlay.settle();

        assertThat(fresh.closedFor()).isNull();
        assertThat(node.core().edges().get(peer.id())).isNotNull();
        fresh.say(LEAVE);
        overlay.settle();
        assertThat(fresh.closedFor()).as("a later one is a leave").isEqualTo(CloseReason.PEER_LEFT);
    }

    @Test
    void restartedNodeIsServedOverItsOneConnection() {
        SimNode node = overlay.node();
        SimNode first = returning();
        first.addAnchor(node);
        overlay.settle();
        overlay.network().kill(first.id());
        SimNode second = overlay.revive(first);
        second.addAnchor(node);
        overlay.settle();

        node.send(second.id(), "welcome back");
        overlay.settle();

        assertThat(second.texts()).containsExactly("welcome back");
        assertThat(node.core().edges().at(0).connections()).hasSize(1);
    }
}
