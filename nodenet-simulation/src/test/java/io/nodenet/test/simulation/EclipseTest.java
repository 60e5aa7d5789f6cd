package io.nodenet.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routed.ContactListCodec;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.LinkProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Somebody with two addresses and any number of identities near a victim, since the difficulty is 0, wants to be all that it sees of the
 * network.
 */
class EclipseTest {
    private static final int HONEST = 40;
    private static final int IDENTITIES = 64;

    /** The identities are nearer to the victim than all but one in so many others. */
    private static final int NEAR_BITS = 5;

    private static final int MIN_HONEST_EDGES = 3;

    private final SimulatedOverlay overlay =
            SimulatedOverlay.seed(66).link(LinkProfile.HOME).trustSignatures().build();
    private final List<SimulatedNode> honest = new ArrayList<>();
    private final List<SimulatedNode> gang = new ArrayList<>();

    /** Names nobody but the gang, and forwards nothing. */
    private final class Member extends FalseAnswers {
        private final FrameView view = new FrameView();

        Member(SimulatedNode node) {
            super(node);
        }

        @Override
        WriteResult send(Connection connection, ByteBuf frame) {
            boolean transit = view.read(frame) && !view.isOf(node().signer().publicKey());
            return transit ? WriteResult.ACCEPTED : super.send(connection, frame);
        }

        @Override
        List<Contact> lies(List<Contact> truth) {
            List<Contact> lies = new ArrayList<>();
            for (int i = 0; i < ContactListCodec.MAX_CONTACTS - 1; i++) {
                SimulatedNode other = gang.get((gang.indexOf(node()) + i) % gang.size());
                lies.add(new Contact(
                        other.id(),
                        other.signer().publicKey(),
                        0,
                        List.of(other.transport().boundEndpoint())));
            }
            return lies;
        }
    }

    private Identity near(NodeId victim) {
        Identity identity = overlay.mint();
        while (identity.nodeId().commonPrefixLength(victim) < NEAR_BITS) {
            identity = overlay.mint();
        }
        return identity;
    }

    private void attack(SimulatedNode victim) {
        for (int i = 0; i < IDENTITIES; i++) {
            Endpoint endpoint = Endpoint.quic((i % 2 == 0 ? "203.0.113.9:" : "198.51.100.9:") + (5000 + i));
            SimulatedNode member =
                    overlay.addNode(near(victim.id()), endpoint, new HostProfile(), List.of(), victim, honest.get(0));
            overlay.misbehave(member, new Member(member));
            gang.add(member);
        }
    }

    private long honestEdges(SimulatedNode victim) {
        return honest.stream().filter(victim::hasEdgeTo).count();
    }

    @Test
    void twoAddressesWithAnyNumberOfIdentitiesEclipseANodeNeitherBeforeItsRestartNorAfterwardsWithoutItsAnchor() {
        SimulatedNode anchor = overlay.addNode();
        honest.add(anchor);
        for (int i = 1; i < HONEST; i++) {
            overlay.advance(Duration.ofMillis(100));
            honest.add(overlay.addNode(anchor));
        }
        Identity identity = overlay.mint();
        SimulatedNode victim = overlay.addNode(identity, new HostProfile(), anchor);
        overlay.advance(Duration.ofSeconds(30));
        attack(victim);
        overlay.advance(Duration.ofMinutes(1));

        assertThat(gang.stream().filter(victim::hasEdgeTo).count())
                .as("it is attacked")
                .isGreaterThan(10);
        assertThat(honestEdges(victim)).isGreaterThanOrEqualTo(MIN_HONEST_EDGES);

        List<Contact> book = victim.core().contactsToKeep();
        overlay.remove(victim);
        overlay.remove(anchor);
        honest.remove(anchor);
        overlay.advance(Duration.ofSeconds(30));
        SimulatedNode restarted = overlay.addNode(identity, new HostProfile(), book, anchor);
        gang.forEach(member -> member.addAnchor(restarted));
        overlay.advance(Duration.ofMinutes(1));

        assertThat(honestEdges(restarted)).isGreaterThanOrEqualTo(MIN_HONEST_EDGES);
    }
}
