package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeState;
import io.nodenet.node.SendResult;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.event.NodeStartedEvent;
import io.nodenet.spring.boot.event.NodeStoppedEvent;
import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import io.nodenet.transport.quic.QuicTransport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.DefaultLifecycleProcessor;

/** When the node and its listeners start and stop. */
class LifecycleTest {
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
        void on(NodeStartedEvent event) {
            order.add("node started");
        }

        @EventListener
        void on(NodeStoppedEvent event) {
            order.add("node stopped");
        }
    }

    private static ConfigurableApplicationContext run(WebApplicationType type, String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(type)
                .properties(
                        "server.port=0",
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + "7".repeat(64))
                .properties(properties)
                .run();
    }

    @Test
    void nodeStartsBeforeTheWebServerAndStopsAfterIt() {
        assertThat(NodenetNodeLifecycle.PHASE).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
        assertThat(NodenetListenerContainer.PHASE)
                .isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE)
                .isLessThan(SmartLifecycle.DEFAULT_PHASE);

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
    void stopUnderLoadHandlesWhatWasTakenInWithinTheGracePeriod() throws Exception {
        ConfigurableApplicationContext context = run(WebApplicationType.NONE);
        Application application = context.getBean(Application.class);
        Node node = context.getBean(Node.class);
        int accepted = 0;
        for (int i = 0; i < 500; i++) {
            accepted += node.send(node.id(), new byte[100]) == SendResult.ACCEPTED ? 1 : 0;
        }

        long before = System.nanoTime();
        context.close();

        assertThat(application.handled).hasValue(accepted);
        assertThat(accepted).isEqualTo(500);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void messagesThatWereSentBeforeTheStopLeave() throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (Node receiver = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .build()) {
            receiver.onMessage(message -> received.incrementAndGet());
            receiver.start();
            ConfigurableApplicationContext context = run(
                    WebApplicationType.NONE,
                    "nodenet.bootstrap=" + receiver.id() + "@127.0.0.1:"
                            + receiver.endpoint().toSocketAddress().getPort());
            Node node = context.getBean(Node.class);
            Awaitility.await().until(() -> !node.snapshot().edges().isEmpty());
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
            assertThat(container.isRunning()).isFalse();

            container.start();

            Awaitility.await()
                    .until(() -> context.getBean(Application.class).handled.get() == 1);
        }
    }
}
