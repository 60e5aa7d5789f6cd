package io.nodenet.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.BackpressureException;
import io.nodenet.NodeStateException;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Direct messages as an application sends them. */
class DirectMessagingTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    private final MemoryNode receiver = new MemoryNode().receiving();
    private final BlockingQueue<NodeId> roomAgain = new LinkedBlockingQueue<>();
    private final MemoryNode sender = new MemoryNode(
            builder -> builder.submissionBudget(1 << 17).connectOptions(ConnectOptions.DEFAULT.withTimeout(SHORT)));

    @BeforeEach
    void start() throws InterruptedException {
        receiver.started();
        sender.node.on(NodeEvent.RoomAgain.class, event -> roomAgain.add(event.peer()));
        sender.started();
        sender.node.addAnchor(AnchorEntry.parse(receiver.asAnchor()));
        sender.awaitEdge(receiver);
    }

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
    }

    private static void assertFails(CompletableFuture<?> send, Class<? extends Throwable> cause) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> send.get(MemoryNode.WAIT_SECONDS, SECONDS))
                .withCauseInstanceOf(cause);
    }

    @Test
    void optionsOfTheBuilderHoldWhereTheCallHasNone() {
        NodeId stranger = NodeId.parse("7".repeat(64));

        assertThat(sender.node.connectOptions().timeout()).isEqualTo(SHORT);
        assertFails(sender.node.sendDirect(stranger, new byte[1]), ConnectFailedException.class);
        assertFails(sender.node.connect(stranger), ConnectFailedException.class);
        assertThat(sender.node.sendDirect(stranger, new byte[1], ConnectOptions.DEFAULT))
                .isNotDone();
    }

    @Test
    void whoeverFindsTheSubmissionBudgetUsedUpIsToldWhenThereIsRoom() throws Exception {
        CountDownLatch release = sender.block();
        List<CompletableFuture<Void>> sends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sends.add(sender.node.sendDirect(receiver.id(), new byte[60_000]));
        }
        assertFails(sends.get(2), BackpressureException.class);
        assertThat(roomAgain).isEmpty();

        release.countDown();

        assertThat(roomAgain.poll(MemoryNode.WAIT_SECONDS, SECONDS)).isEqualTo(receiver.id());
        sender.node.sendDirect(receiver.id(), "room again".getBytes(UTF_8)).get(MemoryNode.WAIT_SECONDS, SECONDS);
    }

    @Test
    void whatWaitsKeepsItsBudgetAndGivesItBackWhicheverWayItEnds() throws Exception {
        sender.cutTo(receiver, true);
        List<CompletableFuture<Void>> sends = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sends.add(sender.node.sendDirect(receiver.id(), new byte[44], ConnectOptions.DEFAULT.withTimeout(SHORT)));
        }
        NodeSnapshot snapshot = sender.node.snapshot();
        assertThat(snapshot.limits().get(Limit.DIRECT_BYTES).used())
                .isEqualTo(snapshot.limits().get(Limit.SUBMISSION_BYTES).used())
                .isPositive();
        assertThat(snapshot.limits().get(Limit.DIRECT_BYTES).limit()).isEqualTo(65_787);

        for (CompletableFuture<Void> send : sends) {
            assertThat(send.handle((sent, failure) -> true).get(MemoryNode.WAIT_SECONDS, SECONDS))
                    .isTrue();
        }

        assertThat(sender.node.snapshot().limits().get(Limit.SUBMISSION_BYTES).used())
                .isZero();
        sender.cutTo(receiver, false);
    }

    @Test
    void closingTheNodeEndsWhatWaits() {
        CompletableFuture<Void> waiting =
                sender.node.sendDirect(NodeId.parse("7".repeat(64)), new byte[1], ConnectOptions.DEFAULT);

        sender.close();

        assertFails(waiting, NodeStateException.class);
    }
}
