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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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

    private static final int PEERS = 8;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class))
            .withPropertyValues(
                    "nodenet.network.difficulty=0",
                    "nodenet.transport.quic.address=127.0.0.1",
                    "nodenet.identity.seed=" + "7".repeat(64));

    private static Node peerOf(Node node, int number) {
        byte[] seed = new byte[Identity.SEED_LENGTH];
        seed[0] = (byte) number;
        return Node.builder()
                .identity(Identity.fromSeed(seed))
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .anchor(node.id() + "@127.0.0.1:"
                        + node.endpoint().toSocketAddress().getPort())
                .build();
    }

    @Test
    void messagesOfSeveralOriginatorsAreHandledAtTheSameTimeWithTwoThreads() {
        assertHandledAtTheSameTime(2);
    }

    @Test
    void asManyMessagesAreHandledAtTheSameTimeAsThereAreOriginators() {
        assertHandledAtTheSameTime(PEERS);
    }

    private void assertHandledAtTheSameTime(int concurrency) {
        CountDownLatch allAreInside = new CountDownLatch(concurrency);
        Set<Thread> handlers = ConcurrentHashMap.newKeySet();
        runner.withPropertyValues("nodenet.listener.concurrency=" + concurrency)
                .withBean(NodenetMessageHandler.class, () -> message -> {
                    handlers.add(Thread.currentThread());
                    allAreInside.countDown();
                    allAreInside.await(WAIT_SECONDS, TimeUnit.SECONDS);
                })
                .run(context -> {
                    Node node = context.getBean(Node.class);
                    List<Node> peers = IntStream.range(0, PEERS)
                            .mapToObj(number -> peerOf(node, number))
                            .toList();
                    try {
                        peers.forEach(Node::start);
                        for (Node peer : peers) {
                            Awaitility.await()
                                    .until(() -> !peer.snapshot()
                                            .connectivity()
                                            .edges()
                                            .isEmpty());
                            peer.sendDirect(node.id(), new byte[] {'a'}).join();
                        }

                        assertThat(allAreInside.await(WAIT_SECONDS / 2, TimeUnit.SECONDS))
                                .as("one waits for another")
                                .isTrue();
                        assertThat(handlers).hasSize(concurrency);
                    } finally {
                        peers.forEach(Node::close);
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
