package io.nodenet.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.upkeep.PeerBook;
import io.nodenet.routed.Contact;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a node keeps for its next start, and what it makes of it then (W-36). */
class RememberedContactsTest {
    private final SimulatedOverlay overlay = SimulatedOverlay.seed(36).build();

    private List<SimulatedNode> grow(int nodes, SimulatedNode anchor) {
        List<SimulatedNode> grown = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            grown.add(overlay.addNode(anchor));
            overlay.advance(Duration.ofMillis(100));
        }
        overlay.advance(Duration.ofMinutes(2));
        return grown;
    }

    private static Set<NodeId> ids(List<Contact> contacts) {
        return contacts.stream().map(Contact::id).collect(Collectors.toSet());
    }

    @Test
    void B21_restartWithSavedContactsRejoinsThroughOneThoughAnchorsAreDead() {
        SimulatedNode anchor = overlay.addNode();
        List<SimulatedNode> others = grow(12, anchor);
        Identity identity = overlay.mint();
        SimulatedNode first = overlay.addNode(identity, new HostProfile(), anchor);
        overlay.advance(Duration.ofMinutes(2));
        List<Contact> kept = first.core().contactsToKeep();
        first.kill();
        anchor.kill();
        SimulatedNode alive = others.get(5);
        others.stream().filter(other -> other != alive).forEach(SimulatedNode::kill);
        overlay.advance(Duration.ofMinutes(2));
        assertThat(ids(kept)).contains(alive.id(), anchor.id()).doesNotContain(identity.nodeId());

        SimulatedNode second = overlay.addNode(identity, new HostProfile(), kept, anchor);

        assertThat(overlay.runUntil(() -> second.hasEdgeTo(alive), Duration.ofSeconds(15)))
                .isTrue();
        overlay.advance(Duration.ofSeconds(1));
        alive.send(second.id(), "welcome back");
        overlay.advance(Duration.ofSeconds(1));
        assertThat(second.texts()).containsExactly("welcome back");
    }

    @Test
    void withoutAnEdgeEightAreDialedWithinASecond() {
        List<SimulatedNode> others = grow(20, overlay.addNode());
        List<Contact> kept = others.get(7).core().contactsToKeep();
        others.forEach(SimulatedNode::kill);
        assertThat(kept).hasSizeGreaterThan(8);

        SimulatedNode restarted = overlay.addNode(overlay.mint(), new HostProfile(), kept);
        overlay.advance(Duration.ofSeconds(1));

        assertThat(restarted.core().counters().get(NodeCounter.CONTACTS_DIALED)).isEqualTo(8);
    }

    @Test
    void theOneOfManyThatIsAliveIsFoundWhicheverItIs() {
        List<SimulatedNode> others = grow(80, overlay.addNode());
        Map<NodeId, Contact> books = new LinkedHashMap<>();
        for (SimulatedNode other : others) {
            other.core().contactsToKeep().forEach(contact -> books.putIfAbsent(contact.id(), contact));
        }
        List<Contact> kept =
                books.values().stream().limit(PeerBook.MAX_CONTACTS).toList();
        assertThat(kept).hasSize(PeerBook.MAX_CONTACTS);
        Set<NodeId> ids = ids(kept);
        List<SimulatedNode> inBook =
                others.stream().filter(other -> ids.contains(other.id())).toList();
        Identity identity = overlay.mint();
        List<SimulatedNode> candidates = inBook.stream()
                .sorted((a, b) -> identity.nodeId().compareDistance(a.id(), b.id()))
                .toList();
        SimulatedNode farthest = candidates.get(candidates.size() - 1);
        overlay.nodes().stream().filter(node -> node != farthest).forEach(SimulatedNode::kill);

        SimulatedNode restarted = overlay.addNode(identity, new HostProfile(), kept);

        assertThat(overlay.runUntil(() -> restarted.hasEdgeTo(farthest), Duration.ofMinutes(1)))
                .isTrue();
    }

    @Test
    void whoWasRememberedAndNotTriedIsKeptAgain() {
        List<SimulatedNode> others = grow(20, overlay.addNode());
        List<Contact> kept = others.get(7).core().contactsToKeep();
        overlay.nodes().forEach(SimulatedNode::kill);

        SimulatedNode restarted = overlay.addNode(overlay.mint(), new HostProfile(), kept);
        overlay.advance(Duration.ofMinutes(10));

        assertThat(ids(restarted.core().contactsToKeep())).isEqualTo(ids(kept));
    }

    @Test
    void nobodyIsKeptWhoCannotBeDialedOrIsKnownByHearsayOnly() {
        SimulatedNode anchor = overlay.addNode();
        SimulatedNode inside =
                overlay.addNode(overlay.mint(), new HostProfile().withNat(NatProfile.PORT_RESTRICTED), anchor);
        SimulatedNode other = overlay.addNode(anchor);
        overlay.advance(Duration.ofMinutes(2));

        List<Contact> kept = anchor.core().contactsToKeep();

        assertThat(anchor.hasEdgeTo(inside)).isTrue();
        assertThat(ids(kept)).containsExactly(other.id());
        assertThat(kept.get(0).key()).isNotNull();
        assertThat(kept.get(0).endpoints()).containsExactly(other.transport().boundEndpoint());
    }
}
