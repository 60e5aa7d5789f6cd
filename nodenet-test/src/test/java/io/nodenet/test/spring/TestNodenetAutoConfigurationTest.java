package io.nodenet.test.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.NodeStateException;
import io.nodenet.identity.Identity;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.Node;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.TransportFactory;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** How the network finds its place in an application, beside the beans that are there already. */
class TestNodenetAutoConfigurationTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TestNodenetAutoConfiguration.class,
                    NodenetAutoConfiguration.class,
                    NodenetListenerAutoConfiguration.class,
                    LocalNodenetPortAutoConfiguration.class))
            .withPropertyValues("nodenet.network.difficulty=0");

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("nodenet-memory-network"))
                .toList();
    }

    @Test
    void theIdentityOfTheUserIsLeftAlone(@TempDir Path directory) {
        Path file = directory.resolve("nodenet.seed");
        runner.withPropertyValues("nodenet.identity.location=" + file).run(context -> {
            assertThat(context.getBean(Node.class).id())
                    .isEqualTo(context.getBean(Identity.class).nodeId());
            assertThat(file).doesNotExist();
        });
    }

    @Test
    void allNodesOfTheApplicationAreInTheNetwork(@TempDir Path directory) {
        Path file = directory.resolve("office.seed");
        runner.withPropertyValues(
                        "nodenet.nodes.office.identity.location=" + file,
                        "nodenet.nodes.office.anchors=" + "0".repeat(63) + "1@192.0.2.1:4242")
                .run(context -> {
                    Node office = context.getBean(NodenetNodes.class).get("office", Node.class);
                    TestNodenetNetwork network = context.getBean(TestNodenetNetwork.class);
                    TestNodenetPeer colleague = network.addPeer(office);
                    assertThat(file).doesNotExist();
                    assertThat(colleague.hasEdgeTo(office.id())).isTrue();
                    assertThat(colleague.hasEdgeTo(network.applicationId())).isFalse();

                    network.reset();
                    assertThat(office.snapshot().connectivity().edges()).isEmpty();
                    assertThat(office.snapshot().anchors()).isEmpty();
                });
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void thePeerBookOfTheUserIsLeftAlone(@TempDir Path directory, CapturedOutput output) throws IOException {
        Path file = Files.writeString(directory.resolve("nodenet.peers"), "what a node would complain about");
        runner.withPropertyValues("nodenet.peer-book.location=" + file)
                .run(context -> assertThat(context.getBean(Node.class).state()).isEqualTo(NodeState.RUNNING));

        assertThat(output).doesNotContain("peer book");
    }

    @Test
    void theIdentityIsTheSameInEachRunAndClearsTheDifficulty() {
        runner.withPropertyValues("nodenet.network.difficulty=6")
                .run(one -> runner.withPropertyValues("nodenet.network.difficulty=6")
                        .run(another -> {
                            Node node = one.getBean(Node.class);
                            assertThat(node.id().leadingZeroBits()).isGreaterThanOrEqualTo(6);
                            assertThat(another.getBean(Node.class).id()).isEqualTo(node.id());
                            assertThat(one.getBean(TestNodenetNetwork.class)
                                            .addPeer()
                                            .id()
                                            .leadingZeroBits())
                                    .isGreaterThanOrEqualTo(6);
                        }));
    }

    @Test
    void eachContextHasANetworkOfItsOwn() {
        runner.run(one -> runner.run(another -> {
            TestNodenetPeer peer = one.getBean(TestNodenetNetwork.class).addPeer();

            assertThat(another.getBean(TestNodenetNetwork.class).peers()).isEmpty();
            assertThat(another.getBean(Node.class).snapshot().connectivity().edges())
                    .isEmpty();
            assertThat(one.getBean(Node.class).snapshot().connectivity().edges())
                    .hasSize(1);
            assertThat(peer.isAlive()).isTrue();
        }));
    }

    @Test
    void theEndOfTheContextEndsThePeersAndTheThread() {
        List<String> before = threads();
        TestNodenetPeer[] left = new TestNodenetPeer[1];

        runner.run(context -> {
            left[0] = context.getBean(TestNodenetNetwork.class).addPeer();
            assertThat(threads()).hasSize(before.size() + 1);
        });

        assertThat(threads()).hasSameSizeAs(before);
        assertThatThrownBy(() -> left[0].texts()).hasMessageContaining("The network is closed");
    }

    @Test
    void anIdentityOfTheApplicationStaysAndItsTransportIsPassedOver() {
        Identity identity = Identity.generate();
        runner.withBean(Identity.class, () -> identity)
                .withBean("own", TransportFactory.class, () -> any -> {
                    throw new AssertionError("QUIC was asked for");
                })
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Node.class).id()).isEqualTo(identity.nodeId());
                    context.getBean(TestNodenetNetwork.class).addPeer().sendToApplication("hello");
                });
    }

    @Test
    void anApplicationWithoutANodeIsToldSo() {
        runner.withPropertyValues("nodenet.enabled=false").run(context -> {
            TestNodenetNetwork network = context.getBean(TestNodenetNetwork.class);
            assertThatThrownBy(network::addPeer)
                    .isInstanceOf(NodeStateException.class)
                    .hasMessageContaining("nodenet.enabled");
            assertThat(network.peers()).isEmpty();
        });
    }

    @Test
    void aNodeThatIsStartedByHandHasItsNetworkFromThenOn() {
        runner.withPropertyValues("nodenet.auto-startup=false").run(context -> {
            TestNodenetNetwork network = context.getBean(TestNodenetNetwork.class);
            assertThatThrownBy(network::addPeer)
                    .isInstanceOf(NodeStateException.class)
                    .hasMessageContaining("NEW");

            context.getBean(Node.class).start();

            assertThat(network.addPeer().hasEdgeTo(network.applicationId())).isTrue();
        });
    }

    @Test
    void beansThatAreMadeLateAreMadeInTime() {
        runner.withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> {
                    assertThat(context.getBean(TestNodenetNetwork.class)
                                    .addPeer()
                                    .isAlive())
                            .isTrue();
                    assertThat(context.getBean(Node.class).state()).isEqualTo(NodeState.RUNNING);
                });
    }

    @Test
    void theApplicationDecidesWithWhomThereAreEdges() {
        runner.withBean(EdgeAdmission.class, () -> (peer, outbound) -> true).run(context -> {
            TestNodenetNetwork network = context.getBean(TestNodenetNetwork.class);
            assertThat(network.addPeer().hasEdgeTo(network.applicationId())).isTrue();
        });
        runner.withBean(EdgeAdmission.class, () -> (peer, outbound) -> false).run(context -> {
            TestNodenetNetwork network = context.getBean(TestNodenetNetwork.class);
            assertThatThrownBy(() -> network.addPeer(Duration.ofMillis(300)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("EdgeAdmission");
            assertThat(network.peers()).isEmpty();
        });
    }
}
