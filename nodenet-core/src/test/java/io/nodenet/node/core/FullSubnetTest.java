package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who counts for a subnet of which as many are known as may be. */
class FullSubnetTest {
    private static final Endpoint VICTIM_AT = Endpoint.quic("203.0.113.5:4242");

    private final Overlay overlay = new Overlay(91);
    private final SimNode node = nodeAt(Endpoint.quic("198.51.100.1:4242"));
    private final List<NodeId> squatters = new ArrayList<>();

    private SimNode nodeAt(Endpoint endpoint) {
        Identity identity = overlay.newIdentity();
        return overlay.node(identity, Overlay.config(identity, 0).build(), endpoint);
    }

    /** Has identities claim to be in the subnet of the victim, under their signatures. */
    @BeforeEach
    void fill() {
        node.start();
        for (int i = 0; i < KnowledgeTable.MAX_SUBNET_ENTRIES; i++) {
            Identity squatter = overlay.newIdentity();
            squatters.add(squatter.nodeId());
            claim(squatter, "203.0.113." + (100 + i) + ":4242");
        }
    }

    private void claim(Identity claimant, String at) {
        node.core()
                .knowledge()
                .observe(
                        new Contact(claimant.nodeId(), claimant.publicKey(), 0, List.of(Endpoint.quic(at))),
                        ContactSource.OWNER,
                        node.now());
    }

    /** Has another node dial the node, which asks it where it is. */
    private void dialIn(SimNode dialer) {
        dialer.start();
        overlay.edge(dialer, node);
        node.input(core -> core.lookups()
                .askSiblings(Objects.requireNonNull(
                        Objects.requireNonNull(core.edges().get(dialer.id())).current())));
        overlay.settle();
    }

    private long squattersWithAddress() {
        return squatters.stream().filter(id -> !known(id).isEmpty()).count();
    }

    private List<Endpoint> known(NodeId of) {
        KnownContact contact = node.core().knowledge().get(of);
        return contact == null ? List.of() : contact.endpoints();
    }

    @Test
    void peerThatIsSeenInASubnetComesBeforeThoseThatOnlyClaimToBeThere() {
        SimNode victim = nodeAt(VICTIM_AT);
        dialIn(victim);

        assertThat(known(victim.id())).containsExactly(VICTIM_AT);
        assertThat(squattersWithAddress()).isEqualTo(KnowledgeTable.MAX_SUBNET_ENTRIES - 1);
        assertThat(node.drops(DropReason.CONTACT_SUBNET_FULL)).isOne();
    }

    @Test
    void peerThatIsReachedInASubnetComesBeforeThoseThatOnlyClaimToBeThere() {
        SimNode victim = nodeAt(VICTIM_AT);
        victim.start();
        overlay.edge(node, victim);
        overlay.settle();

        assertThat(known(victim.id())).containsExactly(VICTIM_AT);
        assertThat(squattersWithAddress()).isEqualTo(KnowledgeTable.MAX_SUBNET_ENTRIES - 1);
    }

    @Test
    void claimFromElsewhereMakesNobodyGiveWay() {
        claim(overlay.newIdentity(), "203.0.113.200:4242");
        SimNode elsewhere = nodeAt(Endpoint.quic("192.0.2.5:4242"));
        dialIn(elsewhere);

        assertThat(known(elsewhere.id())).containsExactly(elsewhere.endpoint());
        assertThat(squattersWithAddress()).isEqualTo(KnowledgeTable.MAX_SUBNET_ENTRIES);
    }

    @Test
    void thoseThatWereSeenThereStay() {
        List<SimNode> neighbours = new ArrayList<>();
        for (int i = 0; i < KnowledgeTable.MAX_SUBNET_ENTRIES + 1; i++) {
            SimNode neighbour = nodeAt(Endpoint.quic("203.0.113." + (10 + i) + ":4242"));
            dialIn(neighbour);
            neighbours.add(neighbour);
        }

        assertThat(squattersWithAddress()).isZero();
        assertThat(neighbours.stream().filter(each -> !known(each.id()).isEmpty()))
                .containsExactlyElementsOf(neighbours.subList(0, KnowledgeTable.MAX_SUBNET_ENTRIES));
    }

    @Test
    void fullSubnetOfPeersThatWereSeenCostsOthersOfItsSiteNothing() {
        Identity neighbour = overlay.newIdentity();
        Endpoint elsewhere = Endpoint.quic("[2001:db8:7:2::1]:4242");
        claim(neighbour, elsewhere.text());
        for (int i = 0; i < KnowledgeTable.MAX_SUBNET_ENTRIES + 1; i++) {
            dialIn(nodeAt(Endpoint.quic("[2001:db8:7:1::" + (10 + i) + "]:4242")));
        }

        assertThat(known(neighbour.nodeId())).containsExactly(elsewhere);
    }

    @Test
    void peerThatCountsElsewhereMakesNobodyGiveWay() {
        Endpoint reached = Endpoint.quic("192.0.2.7:4242");
        SimNode peer = nodeAt(VICTIM_AT);
        node.core()
                .knowledge()
                .observe(
                        new Contact(peer.id(), peer.identity().publicKey(), 0, List.of(reached)),
                        ContactSource.HANDSHAKE,
                        node.now());
        dialIn(peer);

        assertThat(squattersWithAddress()).isEqualTo(KnowledgeTable.MAX_SUBNET_ENTRIES);
    }
}
