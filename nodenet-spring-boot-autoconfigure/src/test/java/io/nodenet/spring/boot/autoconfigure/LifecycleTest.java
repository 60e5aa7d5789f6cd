package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.node.SendResult;
import io.nodenet.spring.boot.NodeBuilderCustomizer;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import io.nodenet.transport.quic.QuicTransport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.DefaultLifecycleProcessor;

/** When the node and its listeners start and stop. */
class LifecycleTest {
    private static final String[] PROPERTIES = {
        "server.port=0",
        "nodenet.network.difficulty=0",
        "nodenet.transport.quic.address=127.0.0.1",
        "nodenet.identity.seed=" + "7".repeat(64)
    };

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        final List<String> order = new CopyOnWriteArrayList<>();
        final AtomicInteger handled = new AtomicInteger();

        @Bean
        NodenetMessageHandler handler() {
            return message -> {
                TimeUnit.MILLISECONDS.sleep(1);
                handled.incrementAndGet();
            };
        }

        @Bean
        ApplicationListener<ApplicationEvent> webServer() {
            return event -> {
                if (event instanceof WebServerInitializedEvent) {
                    order.add("web server starts");
                } else if (event instanceof ContextClosedEvent) {
                    order.add("context closes");
                }
            };
        }

        @EventListener
        void on(NodeEvent.NodeStarted event) {
            order.add("node started");
        }

        @EventListener
        void on(NodeEvent.NodeStopped event) {
            order.add("node stopped");
        }
    }

    private static ConfigurableApplicationContext run(WebApplicationType type, String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(type)
                .properties(PROPERTIES)
                .properties(properties)
                .run();
    }

    private static NodeBuilder loopback() {
        return Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)));
    }

    private static String anchor(Node node) {
        return node.id() + "@127.0.0.1:" + node.endpoint().toSocketAddress().getPort();
    }

    @Test
    void nodesOfALazyApplicationStartAndItsListenersHearMessagesAndEvents() {
        String[] properties = {
            "spring.main.lazy-initialization=true",
            "nodenet.nodes.office.network.difficulty=0",
            "nodenet.nodes.office.transport.quic.address=127.0.0.1",
            "nodenet.nodes.office.identity.seed=" + "8".repeat(64)
        };
        try (ConfigurableApplicationContext context = run(WebApplicationType.NONE, properties)) {
            Node node = context.getBean(Node.class);
            node.send(node.id(), new byte[1]);

            Application application = context.getBean(Application.class);
            Awaitility.await().until(() -> application.handled.get() == 1);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(application.order).containsExactly("node started", "node started"));
        }
    }

    @Test
    void nodeStartsBeforeTheWebServerAndStopsAfterIt() {
        assertThat(NodenetNodeLifecycle.PHASE).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);

        ConfigurableApplicationContext context = run(WebApplicationType.SERVLET);
        Application application = context.getBean(Application.class);
        Node node = context.getBean(Node.class);
        Awaitility.await().until(() -> application.order.size() == 2);
        context.close();

        assertThat(application.order)
                .containsSubsequence("web server starts", "context closes", "node stopped")
                .contains("node started");
        assertThat(node.state()).isEqualTo(NodeState.CLOSED);
    }

    @Test
    void stopUnderLoadHandlesEachMessageThatWasTakenInAndEndsInTime() throws Exception {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, Unlimited.class)
                .web(WebApplicationType.NONE)
                .properties(PROPERTIES)
                .properties("nodenet.delivery.max-pending-messages=500")
                .run();
        Application application = context.getBean(Application.class);
        Node node = context.getBean(Node.class);
        try (Node peer = loopback().rateLimited(false).anchor(anchor(node)).build();
                Flood flood = new Flood(peer, node)) {
            flood.awaitFullQueue();
            long handledBefore = application.handled.get();
            long sentBefore = flood.sent.get();

            long before = System.nanoTime();
            context.close();
            Duration taken = Duration.ofNanos(System.nanoTime() - before);

            NodeSnapshot last = node.snapshot();
            assertThat((long) application.handled.get())
                    .as("handled, of those that the node counts as delivered")
                    .isEqualTo(last.counters().get(NodeCounter.DELIVERED));
            assertThat(application.handled.get() - handledBefore)
                    .as("what waited when the stop began")
                    .isGreaterThan(250);
            assertThat(flood.sent.get()).as("messages that still came").isGreaterThan(sentBefore);
            assertThat(last.limits().get(Limit.PENDING_MESSAGES).used()).isZero();
            // 500 messages of a millisecond and more, the timeout of the listener, and the leave
            assertThat(taken).isLessThan(Duration.ofSeconds(25));
        }
    }

    /** Without limits the queue fills, and there is a backlog to lose. */
    @Configuration(proxyBeanMethods = false)
    static class Unlimited {
        @Bean
        NodeBuilderCustomizer unlimited() {
            return builder -> builder.rateLimited(false);
        }
    }

    /** Sends direct messages from a thread of its own until it is closed. */
    private static final class Flood implements AutoCloseable {
        private static final int UNDER_WAY = 64;

        final AtomicLong sent = new AtomicLong();
        private final Semaphore room = new Semaphore(UNDER_WAY);
        private final Node to;
        private final Thread thread;
        private volatile boolean over;

        Flood(Node from, Node to) {
            this.to = to;
            from.start();
            Awaitility.await()
                    .until(() -> !from.snapshot().connectivity().edges().isEmpty());
            thread = new Thread(() -> run(from));
            thread.start();
        }

        private void run(Node from) {
            while (!over) {
                room.acquireUninterruptibly();
                from.sendDirect(to.id(), new byte[100]).whenComplete((done, failure) -> {
                    room.release();
                    if (failure == null) {
                        sent.incrementAndGet();
                    }
                });
            }
        }

        void awaitFullQueue() {
            Awaitility.await().until(() -> to.snapshot().counters().get(DropReason.PENDING_MESSAGES_FULL) > 0);
        }

        @Override
        public void close() {
            over = true;
            Awaitility.await().until(() -> !thread.isAlive());
        }
    }

    @Test
    void messagesThatWereSentBeforeTheStopLeave() throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (Node receiver = loopback().build()) {
            receiver.onMessage(message -> received.incrementAndGet());
            receiver.start();
            ConfigurableApplicationContext context =
                    run(WebApplicationType.NONE, "nodenet.anchors=" + anchor(receiver));
            Node node = context.getBean(Node.class);
            Awaitility.await()
                    .until(() -> !node.snapshot().connectivity().edges().isEmpty());
            int accepted = 0;
            for (int i = 0; i < 100; i++) {
                accepted += node.send(receiver.id(), new byte[100]) == SendResult.ACCEPTED ? 1 : 0;
            }
            context.close();

            int sent = accepted;
            assertThat(sent).isEqualTo(100);
            Awaitility.await().until(() -> received.get() == sent);
        }
    }

    @Test
    void pausingTheContextStopsTheListenersAndNotTheNode() {
        try (ConfigurableApplicationContext context = run(WebApplicationType.NONE)) {
            Node node = context.getBean(Node.class);
            NodenetListenerContainer container = context.getBean(NodenetListenerContainer.class);
            DefaultLifecycleProcessor lifecycle = context.getBean(DefaultLifecycleProcessor.class);
            Object endpoint = node.endpoint();

            lifecycle.onPause();
            assertThat(node.state()).isEqualTo(NodeState.RUNNING);
            assertThat(container.isRunning()).isFalse();

            lifecycle.onRestart();
            assertThat(container.isRunning()).isTrue();
            assertThat(node.endpoint()).isEqualTo(endpoint);
        }
    }

    @Test
    void headlessApplicationLivesOnTheThreadOfTheNode() {
        try (ConfigurableApplicationContext context = run(WebApplicationType.NONE)) {
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName()
                            .startsWith("nodenet-"
                                    + context.getBean(Node.class).id().shortText()))
                    .as("threads that keep the JVM alive")
                    .anyMatch(thread -> !thread.isDaemon());
        }
    }

    @Test
    void listenersThatDoNotStartByThemselvesCanBeStartedByHand() throws Exception {
        try (ConfigurableApplicationContext context =
                run(WebApplicationType.NONE, "nodenet.listener.auto-startup=false")) {
            Node node = context.getBean(Node.class);
            node.send(node.id(), new byte[1]);
            NodenetListenerContainer container = context.getBean(NodenetListenerContainer.class);
            DefaultLifecycleProcessor lifecycle = context.getBean(DefaultLifecycleProcessor.class);
            assertThat(container.isRunning()).isFalse();
            lifecycle.onPause();
            lifecycle.onRestart();
            assertThat(container.isRunning()).as("after a pause").isFalse();

            container.start();

            Awaitility.await()
                    .until(() -> context.getBean(Application.class).handled.get() == 1);
        }
    }
}
