package io.nodenet.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.ConnectStep.Outcome;
import io.nodenet.fact.ConnectStep.Stage;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.node.EventSubscription;
import io.nodenet.node.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

/** What is remembered of attempts to connect. */
class ConnectHistoryTest {
    private static final NodeId PEER = NodeId.parse("1".repeat(64));
    private static final Endpoint REMOTE = Endpoint.quic("192.0.2.7:4242");

    private final Node node = mock(Node.class);
    private final EventSubscription subscription = mock(EventSubscription.class);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final ConnectHistory history;
    private final Consumer<NodeEvent.ConnectEnded> listener;

    ConnectHistoryTest() {
        ArgumentCaptor<Consumer<NodeEvent.ConnectEnded>> captor = ArgumentCaptor.captor();
        when(node.on(eq(NodeEvent.ConnectEnded.class), captor.capture())).thenReturn(subscription);
        history = new ConnectHistory(node, now::get);
        listener = captor.getValue();
    }

    @Test
    void attemptIsShownWithItsPathAndItsSteps() {
        ConnectStep dialed = new ConnectStep(
                Stage.DIRECT, REMOTE, Outcome.SUCCEEDED, "", Duration.ofMillis(3), Duration.ofMillis(20));
        now.set(Instant.ofEpochSecond(9));

        listener.accept(
                new NodeEvent.ConnectEnded(PEER, PathKind.DIRECT, REMOTE, Duration.ofMillis(25), List.of(dialed)));

        assertThat(history.attempts())
                .containsExactly(new ConnectDescriptor(
                        PEER.toString(),
                        Instant.ofEpochSecond(9),
                        Duration.ofMillis(25),
                        "direct",
                        "192.0.2.7:4242",
                        List.of(new ConnectDescriptor.StepDescriptor(
                                "direct",
                                "192.0.2.7:4242",
                                "succeeded",
                                "",
                                Duration.ofMillis(3),
                                Duration.ofMillis(20)))));
    }

    @Test
    void attemptThatFailedHasNoPathAndNamesTheCauses() {
        ConnectStep unanswered = new ConnectStep(
                Stage.RENDEZVOUS, null, Outcome.FAILED, "no answer", Duration.ZERO, Duration.ofSeconds(10));

        listener.accept(new NodeEvent.ConnectEnded(PEER, null, null, Duration.ofSeconds(10), List.of(unanswered)));

        assertThat(history.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.path()).isEqualTo("none");
            assertThat(attempt.remote()).isNull();
            assertThat(attempt.steps())
                    .extracting(ConnectDescriptor.StepDescriptor::step, ConnectDescriptor.StepDescriptor::detail)
                    .containsExactly(tuple("rendezvous", "no answer"));
        });
    }

    @Test
    void latestThirtyTwoAreKeptInTheOrderOfTime() {
        for (int i = 0; i < 40; i++) {
            now.set(Instant.ofEpochSecond(i));
            listener.accept(new NodeEvent.ConnectEnded(PEER, null, null, Duration.ZERO, List.of()));
        }

        assertThat(history.attempts())
                .hasSize(32)
                .isSortedAccordingTo((a, b) -> a.ended().compareTo(b.ended()));
        assertThat(history.attempts().get(0).ended()).isEqualTo(Instant.ofEpochSecond(8));
    }

    @Test
    void endsWithTheApplication() {
        history.destroy();

        verify(subscription).cancel();
    }
}
