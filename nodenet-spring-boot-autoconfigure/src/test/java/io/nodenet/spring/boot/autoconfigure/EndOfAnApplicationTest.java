package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.NodeStateException;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.node.NodeState;
import io.nodenet.node.SendResult;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.AsyncTaskExecutor;

/** What runs while messages are handled, and who waits for whom when an application ends. */
class EndOfAnApplicationTest {
    private static final long WAIT_SECONDS = 30;
    /** Far above what an end takes, far below the timeouts that it must not wait for. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    NodenetAutoConfiguration.class,
                    NodenetListenerAutoConfiguration.class,
                    LifecycleAutoConfiguration.class,
                    TaskExecutionAutoConfiguration.class))
            .withPropertyValues(
                    "nodenet.network.difficulty=0",
                    "nodenet.transport.quic.address=127.0.0.1",
                    "nodenet.identity.seed=" + "6".repeat(64),
                    "nodenet.listener.shutdown-timeout=1m",
                    "nodenet.shutdown.drain-timeout=1m",
                    "spring.lifecycle.timeout-per-shutdown-phase=3m");

    private final List<String> handled = new CopyOnWriteArrayList<>();

    private static void send(Node node, String text) {
        assertThat(node.send(node.id(), text.getBytes())).isEqualTo(SendResult.ACCEPTED);
    }

    private static Duration timed(Runnable task) {
        long start = System.nanoTime();
        task.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** A bean that handlers use, in the phase that beans have unless they say otherwise. */
    static class UsedByHandlers implements SmartLifecycle {
        final Map<String, Object> seen = new TreeMap<>();

        @Autowired
        NodenetListenerContainer container;

        @Autowired
        Node node;

        List<String> handled = List.of();
        private volatile boolean running;

        @Override
        public void start() {
            seen.put("handled before the start", container.isRunning());
            running = true;
        }

        @Override
        public void stop() {
            seen.put("handled before the stop", handled.size());
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }

    @Test
    void messagesAreHandledAfterEverythingElseHasStartedAndBeforeAnythingElseStops() {
        UsedByHandlers used = new UsedByHandlers();
        used.handled = handled;
        runner.withBean(NodenetMessageHandler.class, () -> message -> {
                    TimeUnit.MILLISECONDS.sleep(5);
                    handled.add(message.text());
                })
                .withBean("used", UsedByHandlers.class, () -> used)
                .run(context -> {
                    Node node = context.getBean(Node.class);
                    for (int i = 0; i < 20; i++) {
                        send(node, "message");
                    }
                });

        assertThat(used.seen)
                .containsExactly(
                        Map.entry("handled before the start", false), Map.entry("handled before the stop", 20));
    }

    @Test
    void handlersOfTheLastMessagesCanUseTheExecutorOfTheApplication() {
        runner.withBean(Work.class, () -> new Work(handled)).run(context -> {
            Node node = context.getBean(Node.class);
            for (int i = 0; i < 10; i++) {
                send(node, "message");
            }
        });

        assertThat(handled).hasSize(10);
    }

    /** Has another thread do the work, and waits for it. */
    static class Work implements NodenetMessageHandler {
        private final List<String> handled;

        @Autowired
        AsyncTaskExecutor executor;

        Work(List<String> handled) {
            this.handled = handled;
        }

        @Override
        public void handle(io.nodenet.node.InboundMessage message) throws Exception {
            TimeUnit.MILLISECONDS.sleep(5);
            executor.submit(() -> handled.add(message.text())).get();
        }
    }

    @Test
    void handlerThatDoesNotEndIsWaitedForAsLongAsAPhaseMayTake() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Duration> taken = new CompletableFuture<>();
        runner.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=500ms")
                .withBean(NodenetMessageHandler.class, () -> message -> {
                    begun.complete(null);
                    TimeUnit.MINUTES.sleep(1);
                })
                .run(context -> {
                    send(context.getBean(Node.class), "hangs");
                    begun.get(WAIT_SECONDS, TimeUnit.SECONDS);
                    taken.complete(
                            timed(context.getSourceApplicationContext(ConfigurableApplicationContext.class)::close));
                });

        assertThat(taken.join()).isLessThan(SOON);
    }

    /** Runs an application whose handler does something for the first message, and returns how long that took. */
    private Duration timedInAHandler(Consumer<ConfigurableApplicationContext> call, Consumer<Node> afterwards) {
        CompletableFuture<ConfigurableApplicationContext> application = new CompletableFuture<>();
        CompletableFuture<Duration> taken = new CompletableFuture<>();
        runner.withBean(NodenetMessageHandler.class, () -> message -> {
                    handled.add(message.text());
                    if (!taken.isDone()) {
                        ConfigurableApplicationContext context = application.join();
                        taken.complete(timed(() -> call.accept(context)));
                    }
                })
                .run(context -> {
                    Node node = context.getBean(Node.class);
                    send(node, "first");
                    send(node, "second");
                    application.complete(context.getSourceApplicationContext(ConfigurableApplicationContext.class));
                    taken.get(WAIT_SECONDS, TimeUnit.SECONDS);
                    afterwards.accept(node);
                });
        return taken.join();
    }

    @Test
    void handlerThatStopsTheContainerDoesNotWaitForItselfAndWhatWasTakenInIsHandled() {
        Duration taken = timedInAHandler(
                context -> context.getBean(NodenetListenerContainer.class).stop(),
                node -> Awaitility.await().until(() -> handled.size() == 2));

        assertThat(taken).isLessThan(SOON);
        assertThat(handled).containsExactly("first", "second");
    }

    @Test
    void handlerThatClosesTheNodeDoesNotWaitForItself() {
        Duration taken = timedInAHandler(
                context -> context.getBean(Node.class).close(),
                node -> assertThat(node.state()).isEqualTo(NodeState.CLOSED));

        assertThat(taken).isLessThan(SOON);
    }

    @Test
    void handlerThatClosesTheApplicationDoesNotWaitForItselfAndIsTheLastOne() {
        Duration taken = timedInAHandler(
                ConfigurableApplicationContext::close,
                node -> assertThat(node.state()).isEqualTo(NodeState.CLOSED));

        assertThat(taken).isLessThan(SOON);
        assertThat(handled).containsExactly("first");
    }

    /** Closes its application as soon as the node runs. */
    static class Closing {
        final CompletableFuture<Duration> taken = new CompletableFuture<>();

        @Autowired
        ConfigurableApplicationContext context;

        @EventListener
        void on(NodeEvent.NodeStarted event) {
            taken.complete(timed(context::close));
        }
    }

    @Test
    void eventListenerThatClosesTheApplicationDoesNotWaitForItself() {
        runner.withPropertyValues("nodenet.auto-startup=false")
                .withBean(Closing.class)
                .run(context -> {
                    Closing closing = context.getBean(Closing.class);
                    Node node = context.getBean(Node.class);
                    node.start();

                    assertThat(closing.taken.get(WAIT_SECONDS, TimeUnit.SECONDS))
                            .isLessThan(SOON);
                    assertThat(node.state()).isEqualTo(NodeState.CLOSED);
                });
    }

    @Test
    void handlerMayCallANodeThatIsBeingClosed() {
        NodeId peer = NodeId.parse("1".repeat(64));
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Duration taken = timedInAHandler(
                context -> {
                    Node node = context.getBean(Node.class);
                    closed.completeAsync(() -> {
                        node.close();
                        return null;
                    });
                    Awaitility.await().until(() -> node.state() == NodeState.STOPPING);
                    for (Runnable call : List.<Runnable>of(
                            () -> node.addAnchor(AnchorEntry.parse(peer + "@192.0.2.1:1")),
                            () -> node.keep(peer),
                            () -> node.stopKeeping(peer),
                            node::networkChanged)) {
                        assertThatExceptionOfType(NodeStateException.class).isThrownBy(call::run);
                    }
                    node.on(NodeEvent.class, event -> {}).cancel();
                    node.onCall(call -> {}).cancel();
                    node.snapshot();
                },
                node -> closed.join());

        assertThat(taken).isLessThan(SOON);
    }
}
