package io.nodenet.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlayObserverTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedOverlay overlay =
            SimulatedOverlay.seed(1).targetEdges(0).build();

    /** Writes down what it sees. */
    private static final class Notes implements OverlayObserver {
        final List<NodeId> receivers = new ArrayList<>();
        final List<String> texts = new ArrayList<>();
        final List<NodeEvent> events = new ArrayList<>();

        @Override
        public void received(SimulatedNode node, Connection connection, ByteBuf frame) {
            if (frame.getByte(frame.readerIndex() + 1) == FrameType.ROUTE.code()) {
                receivers.add(node.id());
            }
        }

        @Override
        public void delivered(SimulatedNode node, SimulatedNode.Delivery message) {
            texts.add(message.text());
        }

        @Override
        public void happened(SimulatedNode node, NodeEvent event) {
            events.add(event);
        }
    }

    @Test
    void observerSeesFramesMessagesAndEvents() {
        Notes notes = new Notes();
        overlay.observe(notes);
        SimulatedNode hub = overlay.addNode();
        SimulatedNode alice = overlay.addNode(hub);
        SimulatedNode bob = overlay.addNode(hub);
        overlay.advance(SECOND);

        alice.send(bob.id(), "hello");
        overlay.advance(SECOND);

        assertThat(notes.receivers).containsExactly(hub.id(), bob.id());
        assertThat(notes.texts).containsExactly("hello");
        assertThat(notes.events)
                .filteredOn(NodeEvent.PeerConnected.class::isInstance)
                .hasSize(4);
    }

    @Test
    void runIsTheSameWithAndWithoutAnObserver() {
        long without = digest(SimulatedOverlay.seed(1).build());
        SimulatedOverlay watched = SimulatedOverlay.seed(1).build();
        watched.observe(new Notes());

        assertThat(digest(watched)).isEqualTo(without);
    }

    private static long digest(SimulatedOverlay overlay) {
        SimulatedNode hub = overlay.addNode();
        SimulatedNode alice = overlay.addNode(hub);
        overlay.advance(SECOND);
        alice.send(hub.id(), "hello");
        overlay.advance(SECOND);
        return overlay.digest();
    }
}
