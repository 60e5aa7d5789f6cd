package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.fact.NodeEvent;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.event.MessageReceivedEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;

/** Listeners that are not there when the context of the node is: those of lazy beans, and of contexts below. */
class LateListenersTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class))
            .withPropertyValues(
                    "nodenet.network.difficulty=0",
                    "nodenet.transport.quic.address=127.0.0.1",
                    "nodenet.identity.seed=" + "7".repeat(64));

    interface Desk {
        List<String> heard();
    }

    /** A listener that its interface does not show. */
    static class FrontDesk implements Desk {
        private final List<String> heard = new CopyOnWriteArrayList<>();

        @NodenetListener(id = "front")
        void on(String text) {
            heard.add(text);
        }

        @Override
        public List<String> heard() {
            return heard;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LazyDesk {
        @Bean
        @Lazy
        Desk desk() {
            return new FrontDesk();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Child {
        final List<Object> events = new CopyOnWriteArrayList<>();
        final List<String> handled = new CopyOnWriteArrayList<>();

        @Bean
        Desk desk() {
            return new FrontDesk();
        }

        @Bean
        NodenetMessageHandler handler() {
            return message -> handled.add(message.text());
        }

        @EventListener
        void on(MessageReceivedEvent event) {
            events.add(event);
        }

        @EventListener
        void on(NodeEvent.NodeStopped event) {
            events.add(event);
        }
    }

    /** A context below that auto-configures itself, as an application built of two does. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class})
    static class AutoConfiguredChild extends Child {}

    @Configuration(proxyBeanMethods = false)
    static class Parent {
        final List<Object> events = new CopyOnWriteArrayList<>();

        @EventListener
        void on(MessageReceivedEvent event) {
            events.add(event);
        }
    }

    private static void sendAndAwait(ConfigurableApplicationContext context, String text, List<String> heard) {
        NodenetTemplate template = context.getBean(NodenetTemplate.class);
        template.send(template.id(), text);
        Awaitility.await().until(() -> heard.contains(text));
    }

    @Test
    void lazyBeanThatIsDeclaredByItsInterfaceListensOnceItIsMade() {
        runner.withUserConfiguration(LazyDesk.class)
                .withPropertyValues("nodenet.events.messages=false")
                .run(context -> {
                    NodenetListenerRegistry registry = context.getBean(NodenetListenerRegistry.class);
                    assertThat(registry.status()).as("nothing shows it").isEmpty();
                    assertThat(context.getBean(NodenetListenerContainer.class).isRunning())
                            .isFalse();

                    Desk desk = context.getBean(Desk.class);

                    assertThat(registry.status()).containsOnlyKeys("front");
                    sendAndAwait(context, "hello", desk.heard());
                });
    }

    private static AnnotationConfigApplicationContext child(ConfigurableApplicationContext above, Class<?> type) {
        AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
        child.setParent(above);
        child.register(type);
        child.refresh();
        return child;
    }

    @Test
    void contextBelowThatOfTheNodeHearsMessagesAndEventsWhileItLives() {
        runner.withUserConfiguration(Parent.class).run(context -> assertHears(context, Child.class));
    }

    @Test
    void contextBelowThatIsAutoConfiguredSharesTheNodeAndHearsEachThingOnce() {
        runner.withUserConfiguration(Parent.class).run(context -> {
            assertHears(context, AutoConfiguredChild.class);
            assertThat(context.getBean(Node.class).state())
                    .as("after the end of the child")
                    .hasToString("RUNNING");
        });
    }

    private static void assertHears(ConfigurableApplicationContext context, Class<? extends Child> type) {
        NodenetListenerRegistry registry = context.getBean(NodenetListenerRegistry.class);
        Child below;
        try (AnnotationConfigApplicationContext child = child(context, type)) {
            below = child.getBean(Child.class);
            sendAndAwait(context, "hello", child.getBean(Desk.class).heard());
            Awaitility.await().until(() -> below.events.size() == 1);
            assertThat(below.handled).containsExactly("hello");
            assertThat(context.getBean(Parent.class).events).hasSize(1);
            assertThat(registry.status()).containsOnlyKeys("front");
        }

        assertThat(registry.status()).as("after the end of the child").isEmpty();
        NodenetTemplate template = context.getBean(NodenetTemplate.class);
        template.send(template.id(), "later");
        Awaitility.await().until(() -> context.getBean(Parent.class).events.size() == 2);
        assertThat(below.handled).containsExactly("hello");
        assertThat(below.events).hasSize(1);
    }

    static class Wrong {
        @NodenetListener(id = "wrong")
        Future<String> on(String text) {
            return CompletableFuture.completedFuture(text);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WrongChild extends Child {
        @Bean
        Wrong wrong() {
            return new Wrong();
        }
    }

    private static void assertForgotten(AssertableApplicationContext context, List<Throwable> errors) {
        assertThat(context.getBean(NodenetListenerRegistry.class).status()).isEmpty();
        try (AnnotationConfigApplicationContext next = child(context, Child.class)) {
            sendAndAwait(context, "hello", next.getBean(Desk.class).heard());
            Awaitility.await().until(() -> next.getBean(Child.class).events.size() == 1);
        }
        assertThat(errors).isEmpty();
    }

    @Test
    void contextBelowWithAnInvalidListenerIsForgotten() {
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        runner.withBean(NodenetErrorHandler.class, () -> (message, failure) -> errors.add(failure))
                .run(context -> {
                    for (int i = 0; i < 2; i++) {
                        assertThatThrownBy(() -> child(context, WrongChild.class))
                                .isInstanceOf(InvalidListenerException.class)
                                .hasMessageContaining("it returns Future");
                    }

                    assertForgotten(context, errors);
                });
    }

    @Test
    void contextBelowWhoseStartFailsAfterItsListenersWereFoundIsForgotten() {
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        AtomicBoolean isVetoed = new AtomicBoolean(true);
        runner.withBean(NodenetErrorHandler.class, () -> (message, failure) -> errors.add(failure))
                .run(context -> {
                    context.addApplicationListener(event -> {
                        if (event instanceof ContextRefreshedEvent && isVetoed.get()) {
                            throw new IllegalStateException("vetoed");
                        }
                    });
                    assertThatThrownBy(() -> child(context, Child.class)).hasMessage("vetoed");
                    isVetoed.set(false);

                    assertForgotten(context, errors);
                });
    }

    @Test
    void contextBelowHearsEvenAfterARestartWithoutListeners() {
        runner.withPropertyValues("nodenet.events.messages=false").run(context -> {
            NodenetListenerContainer container = context.getBean(NodenetListenerContainer.class);
            try (AnnotationConfigApplicationContext child = child(context, Child.class)) {
                sendAndAwait(context, "hello", child.getBean(Desk.class).heard());
            }
            container.stop();
            container.start();
            assertThat(container.isRunning()).as("without listeners").isFalse();

            try (AnnotationConfigApplicationContext child = child(context, Child.class)) {
                assertThat(container.isRunning()).isTrue();
                sendAndAwait(context, "again", child.getBean(Desk.class).heard());
            }
        });
    }

    @Test
    void eventsOfTheNodeReachTheContextBelow() {
        runner.run(context -> {
            try (AnnotationConfigApplicationContext child = child(context, Child.class)) {
                context.getBean(Node.class).close();

                Awaitility.await()
                        .until(() -> child.getBean(Child.class).events.stream()
                                .anyMatch(NodeEvent.NodeStopped.class::isInstance));
            }
        });
    }
}
