package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.nodenet.NodeStateException;
import io.nodenet.identity.Identity;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.Node;
import io.nodenet.node.SendResult;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.SimpleMessageConverter;
import io.nodenet.spring.boot.message.PayloadWriter;
import io.nodenet.spring.boot.message.ReceivedMessage;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.request.CorrelationIds;
import io.nodenet.spring.boot.request.ManualTimer;
import io.nodenet.spring.boot.request.PendingRequests;
import io.nodenet.spring.boot.request.Replies;
import io.nodenet.spring.boot.request.ReplyOutcome;
import io.nodenet.spring.boot.request.RequestOutcome;
import io.nodenet.spring.boot.request.RequestReply;
import io.nodenet.transport.quic.QuicTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** The container on a node that sends to itself. */
@ExtendWith(OutputCaptureExtension.class)
class NodenetListenerContainerTest {
    private static final long WAIT_SECONDS = 20;

    private final MessageThreads threads = new MessageThreads(2, new CustomizableThreadFactory("messages-"));
    private final Node node = Node.builder()
            .identity(Identity.generate())
            .difficulty(0)
            .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
            .applicationExecutor(threads)
            .maxPendingMessages(100)
            .build();
    private final ManualTimer timer = new ManualTimer();
    private final PayloadWriter writer = new PayloadWriter(new SimpleMessageConverter(), true);
    private final RequestReply requestReply = new RequestReply(
            new PendingRequests(8, timer, new CorrelationIds()), new Replies(node, writer, 8, timer, System::nanoTime));
    private final TestObservationRegistry observations = TestObservationRegistry.create();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private NodenetErrorHandler errorHandler = (message, failure) -> errors.add(failure);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        node.close();
        threads.shutdown();
    }

    private NodenetListenerContainer container(Duration shutdownTimeout, NodenetMessageHandler... handlers) {
        node.start();
        return new NodenetListenerContainer(
                node,
                () -> List.of(handlers),
                new FailureHandlers(errorHandler, (message, outcome) -> {}),
                new NodenetObservations(observations, null, null, null, null),
                requestReply,
                new NodenetListenerContainer.Settings(true, shutdownTimeout));
    }

    private SendResult send(String text) {
        return node.send(node.id(), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void handlersAreCalledInTheirOrderWhateverOneOfThemThrows() {
        List<String> calls = new CopyOnWriteArrayList<>();
        NodenetListenerContainer container = container(
                Duration.ofSeconds(WAIT_SECONDS),
                message -> {
                    calls.add("first");
                    throw new IllegalStateException("thrown on purpose");
                },
                message -> calls.add("second"));
        container.start();
        send("x");
        container.stop();

        assertThat(calls).containsExactly("first", "second");
        assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
        TestObservationRegistryAssert.assertThat(observations)
                .hasObservationWithNameEqualTo("nodenet.process")
                .that()
                .hasLowCardinalityKeyValue("path", "local")
                .hasLowCardinalityKeyValue("outcome", "failure")
                .hasHighCardinalityKeyValue("nodenet.peer", node.id().toString())
                .hasBeenStopped();
    }

    private void assertOutcome(String outcome) {
        TestObservationRegistryAssert.assertThat(observations)
                .hasObservationWithNameEqualTo("nodenet.process")
                .that()
                .hasLowCardinalityKeyValue("outcome", outcome)
                .doesNotHaveError()
                .hasBeenStopped();
    }

    @Test
    void garbageOfAStrangerIsNoFailureOfAHandlerAndWarnedOfOnce(CapturedOutput output) {
        NodenetListenerContainer container = container(Duration.ofSeconds(WAIT_SECONDS), message -> {
            throw new MessageConversionException("no such object");
        });
        container.start();
        for (int i = 0; i < 10; i++) {
            send("garbage");
        }
        container.stop();

        assertThat(errors).hasSize(10).allMatch(MessageConversionException.class::isInstance);
        assertOutcome("unconvertible");
        assertThat(output.getAll().lines().filter(line -> line.contains("could not be converted")))
                .singleElement()
                .asString()
                .contains(
                        "WARN",
                        "1 messages could not be converted",
                        "from " + node.id().shortText());
    }

    @Test
    void messageThatNobodyHandlesIsNoSuccessAndWarnedOfOnce(CapturedOutput output) {
        List<ReceivedMessage> handled = new CopyOnWriteArrayList<>();
        NodenetListenerContainer container = container(Duration.ofSeconds(WAIT_SECONDS), new PayloadHandler() {
            @Override
            public boolean accepts(ReceivedMessage message) {
                return "known".equals(message.headers().payloadType());
            }

            @Override
            public Object handle(ReceivedMessage message) {
                return handled.add(message);
            }
        });
        container.start();
        for (int i = 0; i < 10; i++) {
            send("of another type");
        }
        container.stop();

        assertThat(handled).isEmpty();
        assertThat(errors).isEmpty();
        assertOutcome("unhandled");
        assertThat(output.getAll().lines().filter(line -> line.contains("have no handler")))
                .singleElement()
                .asString()
                .contains("WARN", "1 messages have no handler in this application");
    }

    @Test
    void messageThatIsBeingHandledHasNotFailed() throws Exception {
        CountDownLatch handling = new CountDownLatch(1);
        NodenetListenerContainer container = container(Duration.ofSeconds(WAIT_SECONDS), message -> {
            handling.countDown();
            release.await();
        });
        container.start();
        send("x");
        assertThat(handling.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        TestObservationRegistryAssert.assertThat(observations)
                .hasObservationWithNameEqualTo("nodenet.process")
                .that()
                .hasLowCardinalityKeyValue("outcome", "in-progress")
                .hasBeenStarted()
                .isNotStopped();
        release.countDown();
        container.stop();
        assertOutcome("success");
    }

    @Test
    void errorIsReportedAndSkipsNeitherHandlersNorMessages() {
        List<String> calls = new CopyOnWriteArrayList<>();
        NodenetListenerContainer container = container(
                Duration.ofSeconds(WAIT_SECONDS),
                message -> {
                    throw message.text().equals("assertion")
                            ? new AssertionError("thrown on purpose")
                            : new NoClassDefFoundError("thrown on purpose");
                },
                message -> calls.add(message.text()));
        container.start();
        send("assertion");
        send("class");
        container.stop();

        assertThat(calls).containsExactly("assertion", "class");
        assertThat(errors)
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(AssertionError.class),
                        second -> assertThat(second).isInstanceOf(NoClassDefFoundError.class));
        TestObservationRegistryAssert.assertThat(observations)
                .hasObservationWithNameEqualTo("nodenet.process")
                .that()
                .hasLowCardinalityKeyValue("outcome", "failure")
                .hasError();
    }

    @Test
    void errorHandlerThatThrowsSkipsNoHandlerAndIsLoggedWithWhatItWasToldOf(CapturedOutput output) {
        List<String> calls = new CopyOnWriteArrayList<>();
        errorHandler = (message, failure) -> {
            if (message.text().equals("error")) {
                throw new StackOverflowError("worse");
            }
            throw new IllegalStateException("worse");
        };
        NodenetListenerContainer container = container(
                Duration.ofSeconds(WAIT_SECONDS),
                message -> {
                    throw new IllegalArgumentException("first failure");
                },
                message -> calls.add(message.text()));
        container.start();
        send("exception");
        send("error");
        container.stop();

        assertThat(calls).containsExactly("exception", "error");
        assertThat(output)
                .contains("java.lang.IllegalStateException: worse")
                .contains("java.lang.StackOverflowError: worse")
                .contains("java.lang.IllegalArgumentException: first failure");
    }

    @Test
    void interruptedHandlerIsReportedAndDisturbsNoOther() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        NodenetListenerContainer container = container(
                Duration.ofSeconds(WAIT_SECONDS),
                message -> {
                    if (message.text().equals("interrupted")) {
                        throw new InterruptedException("thrown on purpose");
                    }
                },
                message -> {
                    TimeUnit.MILLISECONDS.sleep(1);
                    calls.add(message.text());
                });
        container.start();
        send("interrupted");
        send("next");
        container.stop();

        assertThat(calls).containsExactly("interrupted", "next");
        assertThat(errors).singleElement().isInstanceOf(InterruptedException.class);
    }

    @Test
    void messagesThatWereTakenInAreHandledBeforeTheStopEnds() {
        AtomicInteger handled = new AtomicInteger();
        NodenetListenerContainer container = container(Duration.ofSeconds(WAIT_SECONDS), message -> {
            TimeUnit.MILLISECONDS.sleep(5);
            handled.incrementAndGet();
        });
        container.start();
        for (int i = 0; i < 50; i++) {
            assertThat(send("message")).isEqualTo(SendResult.ACCEPTED);
        }

        container.stop();

        assertThat(handled).hasValue(50);
        assertThat(container.isRunning()).isFalse();
    }

    @Test
    void messagesWaitWhileItDoesNotRunAndTheExcessIsRefused() {
        List<String> texts = new CopyOnWriteArrayList<>();
        NodenetListenerContainer container =
                container(Duration.ofSeconds(WAIT_SECONDS), message -> texts.add(message.text()));
        container.start();
        container.stop();
        for (int i = 0; i < 100; i++) {
            assertThat(send("waits " + i)).isEqualTo(SendResult.ACCEPTED);
        }
        assertThat(send("one too many")).isEqualTo(SendResult.FULL);
        assertThat(texts).isEmpty();

        container.start();

        Awaitility.await().until(() -> texts.size() == 100);
        assertThat(texts).startsWith("waits 0", "waits 1").endsWith("waits 99");
    }

    @Test
    void handlerThatDoesNotEndIsInterruptedAfterTheTimeoutAndWhatWaitsBehindItIsGivenUp(CapturedOutput output)
            throws Exception {
        List<String> begun = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> interrupted = new CompletableFuture<>();
        NodenetListenerContainer container = container(Duration.ofMillis(100), message -> {
            begun.add(message.text());
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.complete(null);
                throw e;
            }
        });
        container.start();
        send("hangs");
        for (int i = 0; i < 99; i++) {
            assertThat(send("waits " + i)).isEqualTo(SendResult.ACCEPTED);
        }
        Awaitility.await().until(() -> !begun.isEmpty());

        container.stop();

        interrupted.get(WAIT_SECONDS, TimeUnit.SECONDS);
        Awaitility.await().until(() -> output.getAll().contains("99 accepted messages were not handled"));
        assertThat(begun).containsExactly("hangs");
    }

    @Test
    void interruptIsRestoredOnceAllHandlersWereCalled() {
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        MessageDispatch dispatch = new MessageDispatch(
                "00000000",
                List.of(
                        message -> {
                            throw new InterruptedException("thrown on purpose");
                        },
                        message -> interrupted.add(Thread.currentThread().isInterrupted())),
                new FailureHandlers(errorHandler, (message, outcome) -> {}),
                new NodenetObservations(observations, null, null, null, null),
                requestReply);
        InboundMessage message = new InboundMessage(node.id(), MessagePath.LOCAL, Instant.now(), new byte[0]);

        dispatch.accept(message);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupted).containsExactly(false);
        assertThat(errors).singleElement().isInstanceOf(InterruptedException.class);
    }

    @Test
    void interruptAfterTheStopSkipsTheOtherHandlers() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        NodenetListenerContainer container = container(
                Duration.ofMillis(100),
                message -> {
                    begun.countDown();
                    release.await();
                },
                message -> calls.add(message.text()));
        container.start();
        send("hangs");
        assertThat(begun.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        container.stop();

        Awaitility.await().until(() -> !errors.isEmpty());
        node.close();
        assertThat(errors).singleElement().isInstanceOf(InterruptedException.class);
        assertThat(calls).isEmpty();
    }

    @Test
    void nodeTakesNothingBehindTheLastMessagesOfAnApplication() {
        AtomicInteger handled = new AtomicInteger();
        NodenetListenerContainer container = container(Duration.ofSeconds(WAIT_SECONDS), message -> {
            TimeUnit.MILLISECONDS.sleep(5);
            handled.incrementAndGet();
        });
        container.start();
        for (int i = 0; i < 20; i++) {
            assertThat(send("message")).isEqualTo(SendResult.ACCEPTED);
        }

        container.takeNoMore();
        assertThat(send("too late")).isEqualTo(SendResult.FULL);
        container.stop();
        assertThat(handled).hasValue(20);

        container.start();
        assertThat(send("message")).isEqualTo(SendResult.ACCEPTED);
        Awaitility.await().until(() -> handled.get() == 21);
    }

    @Test
    void withoutHandlersTheNodeIsLeftToTheApplication() {
        NodenetListenerContainer container = container(Duration.ofSeconds(1));
        container.start();

        assertThat(container.isRunning()).isFalse();
        node.onMessage(message -> {});
    }

    /** A listener whose replies come when they come. */
    private static PayloadHandler promising(CompletableFuture<Object> reply) {
        return new PayloadHandler() {
            @Override
            public boolean accepts(ReceivedMessage message) {
                return true;
            }

            @Override
            public Answer answer() {
                return Answer.VALUE;
            }

            @Override
            public Object handle(ReceivedMessage message) {
                return reply;
            }
        };
    }

    private CompletableFuture<Integer> ask() {
        return node.sendReportingCopies(
                node.id(), writer.writeWithHeaders("question", Map.of("kind", "request", "correlation-id", "x")));
    }

    @Test
    void promisedRepliesAreWaitedForBeforeTheStopEnds() throws Exception {
        CompletableFuture<Object> reply = new CompletableFuture<>();
        NodenetListenerContainer container = container(Duration.ofSeconds(WAIT_SECONDS), promising(reply));
        container.start();
        ask();
        Awaitility.await().until(() -> requestReply.replies().size() == 1);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(container::stop);
        Awaitility.await().until(() -> !container.isRunning());
        assertThat(stopped).isNotDone();
        reply.complete("answer");

        stopped.get(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(requestReply.replies().count(ReplyOutcome.REPLIED)).isEqualTo(1);
    }

    @Test
    void replyThatIsNeverThereHoldsUpTheStopUntilTheTimeoutOnly() {
        NodenetListenerContainer container = container(Duration.ofMillis(100), promising(new CompletableFuture<>()));
        container.start();
        ask();
        Awaitility.await().until(() -> requestReply.replies().size() == 1);

        container.stop();

        assertThat(requestReply.replies().size()).isEqualTo(1);
    }

    @Test
    void requestsAreTakenWhileTheContainerRunsAndEndWithIt() {
        NodenetListenerContainer container = container(Duration.ofSeconds(WAIT_SECONDS), message -> {});
        assertThatThrownBy(this::request).isInstanceOf(NodeStateException.class);
        container.start();
        CompletableFuture<Object> stopped = request();
        container.stop();
        assertThatThrownBy(stopped::join).cause().isInstanceOf(NodeStateException.class);

        container.start();
        CompletableFuture<Object> closed = request();
        container.takeNoMore();

        assertThatThrownBy(closed::join).cause().isInstanceOf(NodeStateException.class);
        assertThat(requestReply.requests().count(RequestOutcome.CLOSED)).isEqualTo(2);
    }

    private CompletableFuture<Object> request() {
        return requestReply
                .requests()
                .ask(node.id(), reply -> reply, Duration.ofMinutes(1), headers -> new CompletableFuture<>());
    }
}
