package io.nodenet.node.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.NodeSettings;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.port.Policy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much waits for application code that does not return. */
class CallbacksTest {
    private static final int EVENTS = 4;
    private static final long WAIT_SECONDS = 20;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicLong nanos = new AtomicLong();
    private final EnumCounters<NodeCounter> counters = new EnumCounters<>(NodeCounter.class);
    private final Callbacks callbacks = new Callbacks(
            new NodeSettings(
                    Identity.generate(),
                    0,
                    List.of(),
                    List.of(),
                    (peer, outbound) -> {
                        block();
                        return outbound;
                    },
                    (peer, outbound) -> !outbound,
                    null,
                    Runnable::run,
                    1,
                    1,
                    1,
                    1,
                    EVENTS,
                    1,
                    1,
                    Duration.ofSeconds(WAIT_SECONDS),
                    0,
                    ConnectOptions.DEFAULT,
                    true,
                    null),
            counters,
            nanos::get);

    @AfterEach
    void end() {
        release.countDown();
        callbacks.drain();
        callbacks.close();
    }

    private void block() {
        entered.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static NodeEvent event(int edges) {
        return new NodeEvent.PhaseChanged(ConnectivityPhase.BOOTSTRAP, ConnectivityPhase.CRITICAL, edges);
    }

    @Test
    void questionsWaitUpToTheirLimitAndMoreAreNotAsked() throws Exception {
        BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
        callbacks.ask(Policy.EDGE_ADMISSION, NodeId.ZERO, true, answers::add);
        assertThat(entered.await(WAIT_SECONDS, SECONDS)).isTrue();
        for (int i = 0; i < Callbacks.MAX_PENDING_QUESTIONS; i++) {
            callbacks.ask(Policy.EDGE_ADMISSION, NodeId.ZERO, true, answers::add);
        }
        callbacks.ask(Policy.EDGE_ADMISSION, NodeId.ZERO, false, answers::add);
        release.countDown();

        for (int i = 0; i <= Callbacks.MAX_PENDING_QUESTIONS; i++) {
            assertThat(answers.poll(WAIT_SECONDS, SECONDS)).isTrue();
        }
        callbacks.ask(Policy.EDGE_ADMISSION, NodeId.ZERO, true, answers::add);
        assertThat(answers.poll(WAIT_SECONDS, SECONDS))
                .as("the next answer is that of the next question: the one too many was never asked")
                .isTrue();
        assertThat(Callbacks.MAX_PENDING_QUESTIONS).isEqualTo(512);
    }

    @Test
    void questionWhoseAnswerWouldComeTooLateIsNotAsked() throws Exception {
        BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
        callbacks.ask(Policy.EDGE_ADMISSION, NodeId.ZERO, true, answers::add);
        assertThat(entered.await(WAIT_SECONDS, SECONDS)).isTrue();
        callbacks.ask(Policy.EDGE_ADMISSION, NodeId.ZERO, false, answers::add);
        nanos.set(PolicyQuestions.DEADLINE_NANOS);
        callbacks.ask(Policy.EDGE_ADMISSION, NodeId.ZERO, true, answers::add);
        release.countDown();

        assertThat(answers.poll(WAIT_SECONDS, SECONDS)).isTrue();
        assertThat(answers.poll(WAIT_SECONDS, SECONDS))
                .as("a flood of questions does not hold up the next one")
                .isTrue();
    }

    @Test
    void questionAboutAddressesDoesNotWaitForOneAboutEdges() throws Exception {
        BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
        callbacks.ask(Policy.EDGE_ADMISSION, NodeId.ZERO, true, answers::add);
        assertThat(entered.await(WAIT_SECONDS, SECONDS)).isTrue();

        callbacks.ask(Policy.ADDRESS_DISCLOSURE, NodeId.ZERO, true, answers::add);

        assertThat(answers.poll(WAIT_SECONDS, SECONDS)).isFalse();
    }

    @Test
    void eventsWaitUpToTheConfiguredLimitAndOlderOnesGiveWay() throws Exception {
        BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
        callbacks.events().subscribe(NodeEvent.PhaseChanged.class, event -> {
            block();
            heard.add(event.outboundEdges());
        });
        callbacks.event(event(0));
        assertThat(entered.await(WAIT_SECONDS, SECONDS)).isTrue();
        for (int i = 1; i <= EVENTS + 3; i++) {
            callbacks.event(event(i));
        }

        assertThat(callbacks.events().usage()).isEqualTo(new NodeSnapshot.Usage(EVENTS, EVENTS));
        assertThat(counters.get(NodeCounter.EVENTS_DROPPED)).isEqualTo(3);
        release.countDown();
        assertThat(callbacks.events().awaitIdle(System.nanoTime() + SECONDS.toNanos(WAIT_SECONDS)))
                .isTrue();
        assertThat(heard).containsExactly(0, 4, 5, 6, 7);
    }
}
