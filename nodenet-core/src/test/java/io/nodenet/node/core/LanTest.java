package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.LinkProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two nodes of one local network that know nobody but each other. */
class LanTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String FIRST_ADDRESS = "192.168.1.2:4242";
    private static final String SECOND_ADDRESS = "192.168.1.3:4242";

    private final Overlay overlay = new Overlay(23, LinkProfile.LOCAL.delay());
    private final Identity firstIdentity = overlay.newIdentity();
    private final Identity secondIdentity = overlay.newIdentity();

    /** Starts a node whose only anchor is the other one. */
    private SimNode start(Identity identity, String address, Identity other, String otherAddress) {
        SimNode node =
                overlay.node(identity, CoreConfig.of(identity, 0).build(), Endpoint.quic(address), new HostProfile());
        node.addAnchor(other.nodeId() + "@" + otherAddress);
        node.start();
        return node;
    }

    private SimNode startFirst() {
        return start(firstIdentity, FIRST_ADDRESS, secondIdentity, SECOND_ADDRESS);
    }

    private SimNode startSecond() {
        return start(secondIdentity, SECOND_ADDRESS, firstIdentity, FIRST_ADDRESS);
    }

    private void assertConnected(SimNode one, SimNode other) {
        assertThat(one.core().edges().get(other.id())).isNotNull();
        assertThat(other.core().edges().get(one.id())).isNotNull();
        one.sendDirect(other.id(), Frames.bytes("there"));
        other.sendDirect(one.id(), Frames.bytes("back"));
        overlay.runFor(Duration.ofMillis(10));
        assertThat(other.texts()).containsExactly("there");
        assertThat(one.texts()).containsExactly("back");
    }

    @Test
    void nodesThatStartTogetherConnectWithinASecondAndStayConnected() {
        SimNode first = startFirst();
        SimNode second = startSecond();

        overlay.runFor(SECOND);

        assertConnected(first, second);
        overlay.runFor(Duration.ofMinutes(10));
        assertThat(first.events(NodeEvent.PeerDisconnected.class)).isEmpty();
        assertThat(second.events(NodeEvent.PeerDisconnected.class)).isEmpty();
    }

    @Test
    void nodesConnectWithinASecondOfTheLaterStartHoweverLongTheFirstHasTriedInVain() {
        SimNode first = startFirst();
        overlay.runFor(Duration.ofMinutes(5));
        SimNode second = startSecond();

        overlay.runFor(SECOND);

        assertConnected(first, second);
    }
}
