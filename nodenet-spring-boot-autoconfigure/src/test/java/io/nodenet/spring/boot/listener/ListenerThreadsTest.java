package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.SendResult;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.transport.quic.QuicTransport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** On which threads, and how many of them at a time, messages are handled. */
class ListenerThreadsTest {
    private static final long WAIT_SECONDS = 20;

    /** Fixed, as the other originator is: one pair of 16 shares a queue, and its messages wait for each other. */
    private static final Identity PEER = Identity.fromSeed(new byte[Identity.SEED_LENGTH]);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class))
            .withPropertyValues(
                    "nodenet.network.difficulty=0",
                    "nodenet.transport.quic.address=127.0.0.1",
                    "nodenet.identity.seed=" + "7".repeat(64));

    private static Node peerOf(Node node) {
        return Node.builder()
                .identity(PEER)
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .anchor(node.id() + "@127.0.0.1:"
                        + node.endpoint().toSocketAddress().getPort())
                .build();
    }

    @Test
    void messagesOfTwoOriginatorsAreHandledAtTheSameTimeWithTwoThreads() {
        CyclicBarrier both = new CyclicBarrier(2);
        List<String> handled = new CopyOnWriteArrayList<>();
        runner.withPropertyValues("nodenet.listener.concurrency=2")
                .withBean(NodenetMessageHandler.class, () -> message -> {
                    both.await(WAIT_SECONDS, TimeUnit.SECONDS);
                    handled.add(message.text());
                })
                .run(context -> {
                    Node node = context.getBean(Node.class);
                    try (Node peer = peerOf(node)) {
                        peer.start();
                        Awaitility.await()
                                .until(() ->
                                        !peer.snapshot().connectivity().edges().isEmpty());
                        node.send(node.id(), new byte[] {'a'});
                        peer.sendDirect(node.id(), new byte[] {'b'}).join();

                        Awaitility.await().until(() -> handled.size() == 2);
                        assertThat(handled).containsExactlyInAnyOrder("a", "b");
                    }
                });
    }

    @Test
    void messagesOfOneOriginatorAreHandledInTheirOrderWhateverTheNumberOfThreads() {
        List<Integer> handled = new CopyOnWriteArrayList<>();
        runner.withPropertyValues("nodenet.listener.concurrency=4")
                .withBean(NodenetMessageHandler.class, () -> message -> handled.add((int) message.payload()[0]))
                .run(context -> {
                    Node node = context.getBean(Node.class);
                    for (byte i = 0; i < 100; i++) {
                        assertThat(node.send(node.id(), new byte[] {i})).isEqualTo(SendResult.ACCEPTED);
                    }

                    Awaitility.await().until(() -> handled.size() == 100);
                    assertThat(handled)
                            .containsExactlyElementsOf(
                                    IntStream.range(0, 100).boxed().toList());
                });
    }

    @Test
    void handlersRunOnThreadsOfTheirOwn() {
        assertThat(handlerThread(runner).getName()).startsWith("nodenet-messages-");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "there are no virtual threads before JDK 21")
    void handlersRunOnVirtualThreadsIfTheApplicationWantsThem() throws Exception {
        Thread thread = handlerThread(runner.withPropertyValues("spring.threads.virtual.enabled=true"));

        assertThat(thread.getName()).startsWith("nodenet-messages-");
        assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
    }

    private static Thread handlerThread(ApplicationContextRunner runner) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        runner.withBean(NodenetMessageHandler.class, () -> message -> thread.complete(Thread.currentThread()))
                .run(context -> {
                    Node node = context.getBean(Node.class);
                    node.send(node.id(), new byte[1]);
                    thread.get(WAIT_SECONDS, TimeUnit.SECONDS);
                });
        return thread.join();
    }
}
