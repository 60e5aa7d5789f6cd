package io.nodenet.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.NodeStateException;
import io.nodenet.TransportException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.run.Callbacks;
import io.nodenet.node.run.NodeDriver;
import io.nodenet.node.run.OwnKeys;
import io.nodenet.node.run.SentClock;
import io.nodenet.node.run.Submissions;
import io.nodenet.transport.Transport;
import io.nodenet.transport.memory.MemoryNetwork;
import io.nodenet.transport.memory.MemoryTransport;
import io.nodenet.transport.memory.VirtualTime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class NodeLifecycleTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static void assertRefused(ThrowingCallable call, String inTheMessage) {
        assertThatExceptionOfType(NodeStateException.class).isThrownBy(call).withMessageContaining(inTheMessage);
    }

    private static List<ThrowingCallable> callsOfARunningNode(Node node) {
        NodeId peer = NodeId.ZERO;
        return List.of(
                () -> node.send(peer, new byte[1]),
                () -> node.send(node.id(), new byte[1]),
                () -> node.sendReportingCopies(peer, new byte[1]),
                () -> node.sendDirect(peer, new byte[1]),
                () -> node.ping(peer),
                () -> node.drop(peer),
                () -> node.addAnchor(AnchorEntry.parse("1".repeat(64) + "@192.0.2.1:1")));
    }

    @Test
    void L16_callsBeforeTheStartAreTypedErrors() {
        try (MemoryNode fresh = new MemoryNode()) {
            assertThat(fresh.node.state()).isEqualTo(NodeState.NEW);
            callsOfARunningNode(fresh.node).forEach(call -> assertRefused(call, "NEW"));
            assertRefused(() -> fresh.node.endpoint(), "not started");
            assertThat(fresh.node.snapshot().state()).isEqualTo(NodeState.NEW);
        }
    }

    @Test
    void L16_secondStartIsATypedErrorAndHarmsNothing() {
        try (MemoryNode running = new MemoryNode().started()) {
            assertRefused(() -> running.node.start(), "RUNNING");
            assertThat(running.node.state()).isEqualTo(NodeState.RUNNING);
        }
    }

    @Test
    void L16_closeIsIdempotentAndCallsAfterItAreTypedErrors() {
        MemoryNode closed = new MemoryNode().started();
        closed.node.close();
        closed.node.close();

        assertThat(closed.node.state()).isEqualTo(NodeState.CLOSED);
        assertThat(closed.host.isClosed()).isTrue();
        callsOfARunningNode(closed.node).forEach(call -> assertRefused(call, "CLOSED"));
        assertRefused(() -> closed.node.start(), "CLOSED");
        assertThat(closed.node.snapshot().state()).isEqualTo(NodeState.CLOSED);
    }

    @Test
    void L16_nodeThatWasNeverStartedCanBeClosedAndNotStartedAfterwards() {
        MemoryNode fresh = new MemoryNode();
        fresh.node.close();

        assertThat(fresh.node.state()).isEqualTo(NodeState.CLOSED);
        assertThat(fresh.host.isClosed()).isTrue();
        assertThat(fresh.node.snapshot().addresses().bound()).isEqualTo(Endpoint.UNKNOWN);
        assertRefused(() -> fresh.node.endpoint(), "not started");
        assertRefused(() -> fresh.node.start(), "CLOSED");
    }

    @Test
    void L16_concurrentClosesAllReturnOnceTheNodeIsClosed() throws Exception {
        MemoryNode running = new MemoryNode().started();
        CountDownLatch release = running.block();
        CompletableFuture<?>[] closes = new CompletableFuture<?>[4];
        for (int i = 0; i < closes.length; i++) {
            closes[i] = CompletableFuture.runAsync(() -> {
                running.node.close();
                assertThat(running.node.state()).isEqualTo(NodeState.CLOSED);
            });
        }
        release.countDown();

        CompletableFuture.allOf(closes).get(MemoryNode.WAIT_SECONDS, SECONDS);
    }

    @Test
    void closeOnTheLoopIsRefusedInsteadOfHanging() throws Exception {
        try (MemoryNode running = new MemoryNode().started()) {
            CompletableFuture<Void> onLoop =
                    CompletableFuture.runAsync(() -> running.node.close(), running.transport.loop());

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> onLoop.get(MemoryNode.WAIT_SECONDS, SECONDS))
                    .withCauseInstanceOf(NodeStateException.class);
            assertThat(running.node.state()).isEqualTo(NodeState.RUNNING);
        }
    }

    /** Returns a transport whose socket cannot be bound. */
    private static Transport failingToStart(Transport transport) {
        return (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("start")) {
                        throw new TransportException("The port is taken: choose another one");
                    }
                    return method.invoke(transport, arguments);
                });
    }

    @Test
    void startThatFailsClosesTheNode() {
        Identity identity = Identity.generate();
        MemoryTransport host = new MemoryNetwork(new VirtualTime(), new SplittableRandom(1))
                .transport(identity.nodeId(), Endpoint.quic("10.9.0.1:4242"));
        Node unlucky = Node.builder()
                .identity(identity)
                .difficulty(0)
                .transport(self -> failingToStart(host))
                .build();

        assertThatExceptionOfType(TransportException.class).isThrownBy(unlucky::start);
        assertThat(unlucky.state()).isEqualTo(NodeState.CLOSED);
        assertThat(host.isClosed()).isTrue();
        assertThat(unlucky.snapshot().addresses().local()).isEmpty();
    }

    @Test
    void closeSaysGoodbye() throws Exception {
        try (MemoryNode stays = new MemoryNode().started();
                MemoryNode leaves = new MemoryNode(builder -> builder.anchor(stays.asAnchor())).started()) {
            leaves.awaitEdge(stays);
            stays.awaitEdge(leaves);

            long start = System.nanoTime();
            leaves.node.close();

            assertThat(stays.edgesDown.poll(MemoryNode.WAIT_SECONDS, SECONDS)).isEqualTo(CloseReason.PEER_LEFT);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void messagesTakenInBeforeTheCloseAreStillHandedOver() throws Exception {
        MemoryNode node = new MemoryNode().receiving().started();
        for (int i = 0; i < 100; i++) {
            node.node.send(node.id(), new byte[] {(byte) i});
        }
        node.node.close();

        assertThat(node.received).hasSize(100);
    }

    /** Does something in a receiver, and returns how long that took. */
    private static Duration timedInAReceiver(MemoryNode running, Runnable call) throws Exception {
        CompletableFuture<Duration> taken = new CompletableFuture<>();
        running.node.onMessage(message -> {
            long start = System.nanoTime();
            call.run();
            taken.complete(Duration.ofNanos(System.nanoTime() - start));
        });
        running.node.send(running.id(), new byte[1]);
        return taken.get(MemoryNode.WAIT_SECONDS, SECONDS);
    }

    private static boolean isClosed(MemoryNode node) {
        AtomicBoolean closed = new AtomicBoolean();
        MemoryNode.inOneEvent(() -> closed.set(node.host.isClosed()));
        return closed.get();
    }

    @Test
    void receiverThatClosesTheNodeDoesNotWaitForItself() throws Exception {
        MemoryNode running = new MemoryNode(builder -> builder.drainTimeout(MINUTE)).started();

        assertThat(timedInAReceiver(running, running.node::close)).isLessThan(MINUTE);
        assertThat(running.node.state()).isEqualTo(NodeState.CLOSED);
    }

    @Test
    void subscriberThatClosesTheNodeDoesNotWaitForItself() throws Exception {
        MemoryNode running = new MemoryNode(builder -> builder.drainTimeout(MINUTE));
        CompletableFuture<Duration> taken = new CompletableFuture<>();
        running.node.on(NodeEvent.NodeStarted.class, event -> {
            long start = System.nanoTime();
            running.node.close();
            taken.complete(Duration.ofNanos(System.nanoTime() - start));
        });
        running.started();

        assertThat(taken.get(MemoryNode.WAIT_SECONDS, SECONDS)).isLessThan(MINUTE);
        assertThat(running.node.state()).isEqualTo(NodeState.CLOSED);
    }

    @Test
    void receiverOfANodeThatIsBeingClosedWaitsForNothing() throws Exception {
        MemoryNode running = new MemoryNode(builder -> builder.drainTimeout(MINUTE)).started();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Duration taken = timedInAReceiver(running, () -> {
            closed.completeAsync(() -> {
                running.node.close();
                return null;
            });
            while (!isClosed(running)) {
                Thread.onSpinWait();
            }
            callsOfARunningNode(running.node).forEach(call -> assertRefused(call, "STOPPING"));
            assertThat(running.node.snapshot().state()).isEqualTo(NodeState.STOPPING);
            running.node.close();
        });

        assertThat(taken).isLessThan(Duration.ofSeconds(5));
        closed.get(MemoryNode.WAIT_SECONDS, SECONDS);
    }

    @Test
    void secondReceiverIsRefused() {
        try (MemoryNode node = new MemoryNode().receiving()) {
            assertRefused(() -> node.node.onMessage(message -> {}), "already");
        }
    }

    @Test
    void receiverThatIsLetGoMakesRoomForAnother() throws Exception {
        try (MemoryNode node = new MemoryNode().started()) {
            List<String> texts = new CopyOnWriteArrayList<>();
            MessageSubscription first = node.node.onMessage(message -> texts.add("first " + message.text()));
            node.node.send(node.id(), new byte[] {'a'});
            first.cancel().get(MemoryNode.WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(first.cancel()).isCompleted();
            node.node.send(node.id(), new byte[] {'b'});

            CompletableFuture<String> second = new CompletableFuture<>();
            node.node.onMessage(message -> second.complete("second " + message.text()));

            assertThat(second.get(MemoryNode.WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("second b");
            assertThat(texts).containsExactly("first a");
        }
    }

    @Test
    void nodeWhoseReceiverIsFinishedRefusesMessagesUntilThereIsAnother() throws Exception {
        try (MemoryNode node = new MemoryNode().started()) {
            MessageSubscription first = node.node.onMessage(message -> {});
            first.finish().get(MemoryNode.WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(node.node.send(node.id(), new byte[1])).isEqualTo(SendResult.FULL);

            CompletableFuture<InboundMessage> second = new CompletableFuture<>();
            node.node.onMessage(second::complete);
            assertThat(first.finish()).as("has no effect on the next receiver").isCompleted();

            assertThat(node.node.send(node.id(), new byte[1])).isEqualTo(SendResult.ACCEPTED);
            second.get(MemoryNode.WAIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void operationUnderWayAtTheCloseFails() throws Exception {
        try (MemoryNode stays = new MemoryNode().started();
                MemoryNode leaves = new MemoryNode(builder -> builder.anchor(stays.asAnchor())).started()) {
            leaves.awaitEdge(stays);
            leaves.cutTo(stays, true);
            CompletableFuture<Duration> ping = leaves.node.ping(stays.id());
            leaves.node.close();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> ping.get(MemoryNode.WAIT_SECONDS, SECONDS));
        }
    }

    @Test
    void operationThatComesTooLateForTheLoopFailsInsteadOfHanging() {
        MemoryNode host = new MemoryNode();
        CoreConfig config = CoreConfig.of(host.identity, 0).build();
        Counts counts = new Counts();
        NodeDriver driver = new NodeDriver(
                host.transport,
                config,
                new Callbacks(Node.builder().settings(host.identity), counts.events()),
                new Submissions(NodeBuilder.DEFAULT_SUBMISSION_BUDGET),
                counts,
                new OwnKeys(host.identity, new SentClock(() -> 0, () -> 0), () -> 0),
                new SplittableRandom(1));
        driver.closePools();
        host.transport.close();

        CompletableFuture<Object> late = driver.submit(1, operation -> {});

        assertThat(late).isCompletedExceptionally();
        host.node.close();
    }
}
