package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.event.ConnectivityPhaseChangedEvent;
import io.nodenet.spring.boot.event.NodeStoppedEvent;
import io.nodenet.spring.boot.event.PeerDisconnectedEvent;
import io.nodenet.spring.boot.event.ReflexiveAddressChangedEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodenetEventPublisherTest {
    private final List<Object> published = new ArrayList<>();

    private static NodeId id(int number) {
        return NodeId.parse(String.format("%064x", number));
    }

    /** Publishes what waits. */
    private void drain(NodenetEventPublisher publisher) {
        publisher.start();
        publisher.stop();
    }

    @Test
    void eventsAreEachPublishedInOrder() {
        NodenetEventPublisher publisher = new NodenetEventPublisher(published::add, true, 10);
        publisher.onEdgeDown(id(1), CloseReason.STALLED);
        publisher.onPhase(ConnectivityPhase.CRITICAL, ConnectivityPhase.BOOTSTRAP, 0);
        publisher.onReflexiveAddress(ReflexiveAddress.UNKNOWN);
        publisher.publish(new NodeStoppedEvent(id(2)));
        drain(publisher);

        assertThat(published)
                .containsExactly(
                        new PeerDisconnectedEvent(id(1), CloseReason.STALLED),
                        new ConnectivityPhaseChangedEvent(ConnectivityPhase.CRITICAL, ConnectivityPhase.BOOTSTRAP, 0),
                        new ReflexiveAddressChangedEvent(ReflexiveAddress.UNKNOWN),
                        new NodeStoppedEvent(id(2)));
        assertThat(publisher.dropped()).isZero();
    }

    @Test
    void floodOfOneTypeDoesNotDriveOutTheOthers() {
        NodenetEventPublisher publisher = new NodenetEventPublisher(published::add, true, 4);
        publisher.publish(new NodeStoppedEvent(id(9)));
        for (int i = 0; i < 100; i++) {
            publisher.onEdgeDown(id(i), CloseReason.PEER_CLOSED);
        }
        drain(publisher);

        assertThat(published)
                .containsExactly(
                        new NodeStoppedEvent(id(9)),
                        new PeerDisconnectedEvent(id(97), CloseReason.PEER_CLOSED),
                        new PeerDisconnectedEvent(id(98), CloseReason.PEER_CLOSED),
                        new PeerDisconnectedEvent(id(99), CloseReason.PEER_CLOSED));
        assertThat(publisher.dropped()).isEqualTo(97);
    }

    @Test
    void listenerThatThrowsGetsTheNextEventAllTheSame() {
        NodenetEventPublisher publisher = new NodenetEventPublisher(
                event -> {
                    published.add(event);
                    throw new IllegalStateException("thrown on purpose");
                },
                true,
                4);
        publisher.publish(new NodeStoppedEvent(id(1)));
        publisher.publish(new NodeStoppedEvent(id(2)));
        drain(publisher);

        assertThat(published).hasSize(2);
    }

    @Test
    void nothingIsPublishedWhenEventsAreOff() {
        NodenetEventPublisher publisher = new NodenetEventPublisher(published::add, false, 4);
        publisher.publish(new NodeStoppedEvent(id(1)));
        drain(publisher);

        assertThat(published).isEmpty();
    }
}
