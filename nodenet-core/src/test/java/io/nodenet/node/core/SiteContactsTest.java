package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.routed.Contact;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.wire.FrameType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told the private addresses that a node knows of others (W-18). */
class SiteContactsTest {
    private static final String NEIGHBORS = "05";
    private static final String PUBLIC_OF_OTHER = "203.0.113.5:4242";
    private static final String PRIVATE_OF_OTHER = "192.168.7.5:4242";
    private static final String NAT = "203.0.113.7";

    private final Overlay overlay = new Overlay(83);
    private final Identity identity = overlay.newIdentity();
    private final SimNode node = node(Overlay.quiet(identity));
    private final Identity other = overlay.newIdentity();

    private SimNode node(CoreConfig config) {
        return overlay.node(identity, config, Endpoint.quic("192.168.7.2:4242"));
    }

    /** Has the node learn of another one, as one of a site that has no neighbour outside yet. */
    @BeforeEach
    void knowOther() {
        node.start();
        List<Endpoint> endpoints =
                Stream.of(PRIVATE_OF_OTHER, PUBLIC_OF_OTHER).map(Endpoint::quic).toList();
        node.core()
                .knowledge()
                .observe(new Contact(other.nodeId(), other.publicKey(), 0, endpoints), ContactSource.OWNER, node.now());
    }

    private Puppet puppet(String at) {
        return overlay.puppet(overlay.newId(), Endpoint.quic(at));
    }

    private void haveNeighbourOutside() {
        overlay.edge(node, puppet("198.51.100.1:4242"), true);
    }

    /** Returns what a neighbour that asks is told of the other node. */
    private List<String> toldTo(Puppet asker, Wire wire) {
        wire.say(Frames.frame(FrameType.SIBLINGS, new byte[8]));
        overlay.settle();
        return ofOther(asker);
    }

    private List<String> toldTo(Puppet asker) {
        return toldTo(asker, overlay.edge(node, asker, false));
    }

    private List<String> ofOther(Puppet asker) {
        return RecordedAnswer.of(asker.heard(NEIGHBORS).get(0)).contacts().stream()
                .filter(contact -> contact.id().equals(other.nodeId()))
                .flatMap(contact -> contact.endpoints().stream())
                .map(Endpoint::text)
                .toList();
    }

    /** Returns what a node whose question comes through a neighbour is told of the other one, over an edge to whichever puppet. */
    private List<String> toldToOriginator(Identity originator, Wire wire, Puppet listener) {
        ByteBuf frame = Unpooled.buffer(8192);
        RoutedSigning.sign(
                        originator,
                        FrameType.LOOKUP,
                        Frames.flip(node.id(), 255),
                        overlay.time().wallNanos(),
                        new byte[8])
                .writeFrame(frame, 16, List.of(originator.nodeId()));
        wire.say(ByteBufUtil.getBytes(frame));
        overlay.settle();
        return ofOther(listener);
    }

    @Test
    void neighbourOutsideIsToldNoPrivateAddressOfOthersThoughItWasLearnedBefore() {
        assertThat(toldTo(puppet("198.51.101.1:4242"))).containsExactly(PUBLIC_OF_OTHER);
    }

    @Test
    void neighbourOnTheSiteIsToldPrivateAddressesOfOthers() {
        assertThat(toldTo(puppet("192.168.7.3:4242"))).containsExactly(PRIVATE_OF_OTHER, PUBLIC_OF_OTHER);

        haveNeighbourOutside();
        assertThat(toldTo(puppet("192.168.7.4:4242"))).containsExactly(PRIVATE_OF_OTHER, PUBLIC_OF_OTHER);
    }

    @Test
    void neighbourAtTheExternalAddressOfTheNodeIsOnItsSite() {
        node.input(core -> core.onLocalEndpoints(
                List.of(Endpoint.quic("192.168.7.2:4242"), Endpoint.quic("[2001:db8:0:7::2]:4242"))));

        assertThat(toldTo(puppet("[2001:db8:0:7::3]:4242"))).containsExactly(PRIVATE_OF_OTHER, PUBLIC_OF_OTHER);
        assertThat(toldTo(puppet("[2001:db8:0:8::3]:4242"))).containsExactly(PUBLIC_OF_OTHER);
    }

    @Test
    void neighbourThatClaimsToBeOnTheSiteIsToldNoMore() {
        Puppet liar = puppet(NAT + ":4242");
        Wire wire = overlay.edge(node, liar, true);
        node.ping(liar.id());
        overlay.settle();
        String seen = NAT + ":9";
        wire.say(Frames.frame(
                FrameType.PONG,
                Vectors.unhex("0471756963" + String.format("%02x", seen.length()) + Vectors.hex(Frames.bytes(seen)))));
        overlay.settle();

        assertThat(toldTo(liar, wire))
                .as("its own address, as that of this node, on its word alone")
                .containsExactly(PUBLIC_OF_OTHER);
    }

    @Test
    void neighbourThatIsReachedThroughAVolunteerIsNotWhereTheVolunteerIs() {
        Wire wire = overlay.edge(node, puppet("198.51.100.1:4242"), true);
        Identity relayed = overlay.newIdentity();
        Puppet asker = overlay.puppet(relayed.nodeId(), Endpoint.quic("192.168.7.3:4242"));
        overlay.edge(node, asker, false);
        Edge edge = node.core().edges().get(relayed.nodeId());
        EdgeConnection direct = edge.current();
        edge.detach(direct);
        edge.attach(direct.connection(), PathKind.RELAYED, node.now());

        assertThat(toldToOriginator(relayed, wire, asker)).containsExactly(PUBLIC_OF_OTHER);
    }

    @Test
    void strangerWhoseQuestionComesThroughANeighbourOnTheSiteIsToldNoPrivateAddress() {
        haveNeighbourOutside();
        Puppet neighbour = puppet("192.168.7.3:4242");
        Wire wire = overlay.edge(node, neighbour, false);

        assertThat(toldToOriginator(overlay.newIdentity(), wire, neighbour)).containsExactly(PUBLIC_OF_OTHER);
    }

    @Test
    void neighbourOnTheSiteIsToldPrivateAddressesThoughItAsksThroughAnother() {
        Wire wire = overlay.edge(node, puppet("198.51.100.1:4242"), true);
        Identity inside = overlay.newIdentity();
        Puppet asker = overlay.puppet(inside.nodeId(), Endpoint.quic("192.168.7.3:4242"));
        overlay.edge(node, asker, false);

        assertThat(toldToOriginator(inside, wire, asker)).containsExactly(PRIVATE_OF_OTHER, PUBLIC_OF_OTHER);
    }
}
