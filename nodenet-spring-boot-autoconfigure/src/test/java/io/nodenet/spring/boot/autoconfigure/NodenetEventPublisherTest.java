package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeState;
import io.nodenet.transport.quic.QuicTransport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Which events of a node an application gets: those of the node, whoever starts it and whatever a listener does. */
class NodenetEventPublisherTest {
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        final List<Class<?>> events = new CopyOnWriteArrayList<>();

        @EventListener
        void on(NodeEvent event) {
            events.add(event.getClass());
        }

        void await(Class<?>... expected) {
            Awaitility.await().untilAsserted(() -> assertThat(events).containsExactly(expected));
        }
    }

    /** A raw listener, which Spring calls with every event. */
    @Configuration(proxyBeanMethods = false)
    static class Throwing {
        @Bean
        ApplicationListener<PayloadApplicationEvent<NodeEvent.NodeStarted>> thrower() {
            return new ApplicationListener<>() {
                @Override
                public void onApplicationEvent(PayloadApplicationEvent<NodeEvent.NodeStarted> event) {
                    throw new AssertionError("thrown on purpose");
                }
            };
        }
    }

    /** A listener that is still busy when the node ends. */
    @Configuration(proxyBeanMethods = false)
    static class Slow {
        final CountDownLatch go = new CountDownLatch(1);

        @EventListener
        void on(NodeEvent.NodeStarted event) throws InterruptedException {
            go.await();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnNode {
        @Bean(destroyMethod = "close")
        Node node() {
            return Node.builder()
                    .identity(Identity.generate())
                    .difficulty(0)
                    .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                    .build();
        }
    }

    private static ConfigurableApplicationContext run(Class<?> configuration, String... properties) {
        return new SpringApplicationBuilder(Application.class, configuration)
                .web(WebApplicationType.NONE)
                .properties(
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + "8".repeat(64))
                .properties(properties)
                .run();
    }

    @Test
    void nodeThatIsStartedByHandTellsItsEvents() {
        try (ConfigurableApplicationContext context = run(Object.class, "nodenet.auto-startup=false")) {
            Application application = context.getBean(Application.class);
            Node node = context.getBean(Node.class);
            assertThat(application.events).isEmpty();

            node.start();
            application.await(NodeEvent.NodeStarted.class);
            node.close();
            application.await(NodeEvent.NodeStarted.class, NodeEvent.NodeStopped.class);
            node.start();
            application.await(NodeEvent.NodeStarted.class, NodeEvent.NodeStopped.class, NodeEvent.NodeStarted.class);
        }
    }

    @Test
    void nodeOfTheApplicationItselfTellsItsEvents() {
        Application application;
        try (ConfigurableApplicationContext context = run(OwnNode.class)) {
            application = context.getBean(Application.class);
            assertThat(context.getBean(Node.class).state()).isEqualTo(NodeState.RUNNING);
        }
        application.await(NodeEvent.NodeStarted.class, NodeEvent.NodeStopped.class);
    }

    @Test
    void errorOfAListenerEndsNoLaterEvent() {
        Application application;
        try (ConfigurableApplicationContext context = run(Throwing.class)) {
            application = context.getBean(Application.class);
        }
        Awaitility.await().untilAsserted(() -> assertThat(application.events).contains(NodeEvent.NodeStopped.class));
    }

    @Test
    void listenerThatIsSlowAtTheStopEndsNoLaterEvent() {
        try (ConfigurableApplicationContext context = run(Slow.class, "nodenet.shutdown.drain-timeout=100ms")) {
            Application application = context.getBean(Application.class);
            Node node = context.getBean(Node.class);
            long before = System.nanoTime();

            node.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
            context.getBean(Slow.class).go.countDown();
            node.start();

            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(application.events)
                            .contains(NodeEvent.NodeStopped.class)
                            .endsWith(NodeEvent.NodeStarted.class));
        }
    }

    @Test
    void eventsCanBeSwitchedOff() {
        try (ConfigurableApplicationContext context = run(Object.class, "nodenet.events.enabled=false")) {
            assertThat(context.getBeansOfType(NodenetEventPublisher.class)).isEmpty();
        }
    }
}
