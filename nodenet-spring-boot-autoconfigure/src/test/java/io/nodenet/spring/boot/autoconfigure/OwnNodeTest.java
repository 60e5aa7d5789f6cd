package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.TransportFactory;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.listener.FailureHandlers;
import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.request.RequestReply;
import io.nodenet.transport.quic.QuicTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Applications that bring their node: what the starter makes one from stands back with it. */
class OwnNodeTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    NodenetAutoConfiguration.class,
                    NodenetListenerAutoConfiguration.class,
                    TaskExecutionAutoConfiguration.class));

    @TempDir
    Path directory;

    @Test
    void nodeOfTheApplicationIsTheOnlyOne() {
        NodeBuilder builder = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)));
        runner.withBean(Node.class, builder::build).run(context -> {
            assertThat(context).hasSingleBean(Node.class).doesNotHaveBean(RestartableNode.class);
            assertThat(context.getBean(Node.class).state()).isEqualTo(NodeState.RUNNING);
        });
    }

    @Test
    void applicationWithANodeOfItsOwnNeedsNoIdentityFile() {
        NodeBuilder builder = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)));
        runner.withBean(Node.class, builder::build)
                .withPropertyValues(
                        "nodenet.identity.location=" + directory.resolve("none.seed"), "nodenet.identity.create=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Node.class)
                        .hasSingleBean(NodenetTemplate.class)
                        .doesNotHaveBean(Identity.class)
                        .doesNotHaveBean(TransportFactory.class));
    }

    /** Beans of the application in place of those that start and stop the node and its listeners. */
    @Configuration(proxyBeanMethods = false)
    static class OwnLives {
        final List<String> handled = new CopyOnWriteArrayList<>();

        @Bean
        NodenetNodeLifecycle lifecycle(Node node) {
            return new NodenetNodeLifecycle(node, true) {
                @Override
                public int getPhase() {
                    return 0;
                }
            };
        }

        @Bean
        NodenetListenerContainer container(
                Node node,
                Supplier<List<NodenetMessageHandler>> handlers,
                FailureHandlers failures,
                NodenetObservations observations,
                RequestReply requestReply) {
            return new NodenetListenerContainer(
                    node,
                    handlers,
                    failures,
                    observations,
                    requestReply,
                    new NodenetListenerContainer.Settings(true, Duration.ofSeconds(1)));
        }

        @Bean
        NodenetMessageHandler handler() {
            return message -> handled.add(message.text());
        }
    }

    @Test
    void lifecycleAndContainerOfTheApplicationAreTheOnlyOnesAndNeedNoQualifier() {
        runner.withUserConfiguration(OwnLives.class)
                .withPropertyValues(
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + "5".repeat(64))
                .run(context -> {
                    assertThat(context).getBeanNames(NodenetNodeLifecycle.class).containsExactly("lifecycle");
                    assertThat(context)
                            .getBeanNames(NodenetListenerContainer.class)
                            .containsExactly("container");
                    Node node = context.getBean(Node.class);
                    assertThat(node.state()).isEqualTo(NodeState.RUNNING);
                    node.send(node.id(), new byte[] {'x'});
                    OwnLives own = context.getBean(OwnLives.class);
                    Awaitility.await().until(() -> own.handled.equals(List.of("x")));
                });
    }

    @Test
    void applicationIsTestedWithANodeThatDoesNothing() {
        Node mock = mock(Node.class);
        runner.withBean(Node.class, () -> mock)
                .withBean(NodenetMessageHandler.class, () -> message -> {})
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(NodenetTemplate.class));
    }
}
