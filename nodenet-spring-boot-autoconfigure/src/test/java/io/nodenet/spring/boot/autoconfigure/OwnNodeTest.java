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
import io.nodenet.transport.quic.QuicTransport;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

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

    @Test
    void applicationIsTestedWithANodeThatDoesNothing() {
        Node mock = mock(Node.class);
        runner.withBean(Node.class, () -> mock)
                .withBean(NodenetMessageHandler.class, () -> message -> {})
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(NodenetTemplate.class));
    }
}
