package io.nodenet.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.node.EventSubscription;
import io.nodenet.node.NodeSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private static final int CAPACITY = 4;
    private static final NodeEvent CRITICAL =
            new NodeEvent.PhaseChanged(ConnectivityPhase.BOOTSTRAP, ConnectivityPhase.CRITICAL, 1);
    private static final NodeEvent STOPPED = new NodeEvent.NodeStopped(id(1));

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final EnumCounters<NodeCounter> counters = new EnumCounters<>(NodeCounter.class);
    private final EventQueue queue = new EventQueue(tasks::add, CAPACITY, counters);
    private final List<NodeEvent> heard = new ArrayList<>();

    private static NodeId id(int last) {
        byte[] id = new byte[NodeId.LENGTH];
        id[31] = (byte) last;
        return NodeId.of(id, 0);
    }

    private static NodeEvent lost(int peer) {
        return new NodeEvent.PeerDisconnected(id(peer), CloseReason.SILENT);
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void subscribersGetTheEventsOfTheirTypeInOrder() {
        List<NodeEvent.PeerDisconnected> ofOneType = new ArrayList<>();
        queue.subscribe(NodeEvent.class, heard::add);
        queue.subscribe(NodeEvent.PeerDisconnected.class, ofOneType::add);

        queue.add(lost(1));
        queue.add(CRITICAL);
        queue.add(lost(2));
        assertThat(heard).as("before the listener thread runs").isEmpty();
        runTasks();

        assertThat(heard).containsExactly(lost(1), CRITICAL, lost(2));
        assertThat(ofOneType).map(event -> (NodeEvent) event).containsExactly(lost(1), lost(2));
    }

    @Test
    void eventThatNobodySubscribedToWakesNoThreadAndTakesNoRoom() {
        queue.subscribe(NodeEvent.PeerDisconnected.class, heard::add);

        queue.add(CRITICAL);

        assertThat(tasks).isEmpty();
        assertThat(queue.usage()).isEqualTo(new NodeSnapshot.Usage(0, CAPACITY));
    }

    @Test
    void oldestOfTheSameTypeGivesWayWhenTheQueueIsFull() {
        queue.subscribe(NodeEvent.class, heard::add);
        queue.add(CRITICAL);
        for (int peer = 1; peer <= CAPACITY; peer++) {
            queue.add(lost(peer));
        }
        assertThat(queue.usage()).isEqualTo(new NodeSnapshot.Usage(CAPACITY, CAPACITY));
        queue.add(STOPPED);
        runTasks();

        assertThat(heard)
                .as("a type of which none waits takes the place of the oldest of all")
                .containsExactly(lost(2), lost(3), lost(4), STOPPED);
        assertThat(counters.get(NodeCounter.EVENTS_DROPPED)).isEqualTo(2);
        assertThat(queue.usage()).isEqualTo(new NodeSnapshot.Usage(0, CAPACITY));
    }

    @Test
    void whatOneSubscriberThrowsHoldsUpNeitherTheOthersNorTheNextEvent() {
        queue.subscribe(NodeEvent.class, event -> {
            throw new AssertionError("thrown on purpose");
        });
        queue.subscribe(NodeEvent.class, event -> {
            throw new IllegalStateException("thrown on purpose");
        });
        queue.subscribe(NodeEvent.class, heard::add);

        queue.add(CRITICAL);
        queue.add(STOPPED);
        runTasks();

        assertThat(heard).containsExactly(CRITICAL, STOPPED);
    }

    @Test
    void cancelledSubscriberHearsNoMore() {
        EventSubscription subscription = queue.subscribe(NodeEvent.class, heard::add);
        queue.add(CRITICAL);
        runTasks();
        subscription.cancel();
        subscription.cancel();
        queue.add(STOPPED);
        runTasks();

        assertThat(heard).containsExactly(CRITICAL);
    }
}
