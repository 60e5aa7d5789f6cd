package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.NodenetDeadLetterHandler;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.SimpleMessageConverter;
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.PayloadWriter;
import io.nodenet.spring.boot.message.ReceivedMessage;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.observation.ProcessOutcome;
import io.nodenet.spring.boot.request.ManualTimer;
import io.nodenet.spring.boot.request.PendingRequests;
import io.nodenet.spring.boot.request.Replies;
import io.nodenet.spring.boot.request.RequestReply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests and replies that reach an application. */
class RequestDispatchTest {
    private static final NodeId PEER = NodeId.parse("1".repeat(64));

    private final Node node = mock(Node.class);
    private final ManualTimer timer = new ManualTimer();
    private final PendingRequests requests = new PendingRequests(8, timer, () -> "ours");
    private final Replies replies =
            new Replies(node, new PayloadWriter(new SimpleMessageConverter(), true), 8, timer, System::nanoTime);
    private final TestObservationRegistry observations = TestObservationRegistry.create();
    private final List<String> sent = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final List<ProcessOutcome> dead = new ArrayList<>();
    private NodenetDeadLetterHandler deadLetters = (message, outcome) -> dead.add(outcome);
    private final List<InboundMessage> raw = new ArrayList<>();

    @BeforeEach
    void record() {
        when(node.sendReportingCopies(any(), any())).thenAnswer(call -> {
            ReceivedMessage reply = ReceivedMessage.of(
                    new InboundMessage(call.getArgument(0), MessagePath.ROUTED, Instant.EPOCH, call.getArgument(1)));
            String failure = reply.headers().get("failure");
            sent.add(reply.headers().get("kind") + (failure == null ? "" : " " + failure) + ": "
                    + new String(reply.body(), StandardCharsets.UTF_8));
            return CompletableFuture.completedFuture(1);
        });
        requests.open();
    }

    /** A listener that takes everything. */
    private static PayloadHandler listener(PayloadHandler.Answer answer, Callable<Object> value) {
        return new PayloadHandler() {
            @Override
            public boolean accepts(ReceivedMessage message) {
                return true;
            }

            @Override
            public Answer answer() {
                return answer;
            }

            @Override
            public Object handle(ReceivedMessage message) throws Exception {
                return value.call();
            }
        };
    }

    private static PayloadHandler value(Callable<Object> value) {
        return listener(PayloadHandler.Answer.VALUE, value);
    }

    private static PayloadHandler acknowledging() {
        return listener(PayloadHandler.Answer.ACKNOWLEDGEMENT, () -> null);
    }

    private void receive(Map<String, String> headers, NodenetMessageHandler... handlers) {
        List<NodenetMessageHandler> all = new ArrayList<>(List.of(raw::add));
        all.addAll(List.of(handlers));
        dispatch(headers, all);
    }

    private void dispatch(Map<String, String> headers, List<NodenetMessageHandler> all) {
        new MessageDispatch(
                        "11111111",
                        all,
                        new FailureHandlers((message, failure) -> errors.add(failure), deadLetters),
                        new NodenetObservations(observations, null, null, null, null),
                        new RequestReply(requests, replies))
                .accept(new InboundMessage(
                        PEER,
                        MessagePath.ROUTED,
                        Instant.EPOCH,
                        NodenetHeaders.of(headers).prependTo(new byte[0])));
    }

    private void ask(NodenetMessageHandler... handlers) {
        receive(Map.of("kind", "request", "correlation-id", "of-the-peer"), handlers);
    }

    private void assertOutcome(String outcome) {
        TestObservationRegistryAssert.assertThat(observations).hasAnObservationWithAKeyValue("outcome", outcome);
    }

    @Test
    void firstListenerThatReturnsSomethingReplies() {
        ask(acknowledging(), value(() -> "first"), value(() -> "second"));

        assertThat(sent).containsExactly("reply: first");
        assertThat(raw).as("handlers of all messages").hasSize(1);
        assertOutcome("success");
    }

    @Test
    void listenerThatReturnsVoidAcknowledges() {
        ask(acknowledging());

        assertThat(sent).containsExactly("reply: ");
    }

    @Test
    void handlersOfAllMessagesAnswerNoRequest() {
        ask(listener(PayloadHandler.Answer.NONE, () -> null));

        assertThat(sent).containsExactly("failure no-listener: ");
    }

    @Test
    void whatAListenerThrowsIsTheFailureAndGoesToTheErrorHandler() {
        ask(value(() -> {
            throw new IllegalStateException("secret");
        }));

        assertThat(sent).containsExactly("failure failed: IllegalStateException");
        assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
        assertOutcome("failure");
    }

    @Test
    void payloadThatCannotBeConvertedIsToldWithoutItsText() {
        ask(value(() -> {
            throw new MessageConversionException("secret");
        }));

        assertThat(sent).containsExactly("failure unconvertible: ");
    }

    @Test
    void futureIsTheReplyOnceItCompletes() {
        CompletableFuture<Object> promised = new CompletableFuture<>();
        ask(value(() -> promised));
        assertThat(sent).isEmpty();
        assertThat(replies.size()).isEqualTo(1);

        promised.complete("later");

        assertThat(sent).containsExactly("reply: later");
    }

    @Test
    void futureThatFailsGoesToTheErrorHandlerOnceWhetherTheMessageIsARequestOrNot() {
        PayloadHandler failing = value(() -> CompletableFuture.supplyAsync(
                () -> {
                    throw new IllegalStateException("secret");
                },
                Runnable::run));
        ask(failing);
        assertThat(sent).containsExactly("failure failed: IllegalStateException");
        assertThat(errors).hasSize(1);

        receive(Map.of(), failing);

        assertThat(sent).hasSize(1);
        assertThat(errors).hasSize(2).hasOnlyElementsOfType(IllegalStateException.class);
    }

    @Test
    void valueForAnOrdinaryMessageIsDropped() {
        receive(Map.of(), value(() -> "nobody asked"));
        receive(Map.of("kind", "of-a-later-version", "correlation-id", "x"), value(() -> "nobody asked"));
        receive(Map.of("kind", "request"), value(() -> "refers to nothing"));

        assertThat(sent).isEmpty();
        assertThat(raw).hasSize(3);
        assertOutcome("success");
    }

    @Test
    void repliesReachNoHandlerAndAreNeverReplied() {
        for (String kind : List.of("reply", "failure")) {
            receive(Map.of("kind", kind, "correlation-id", "made-up"), value(() -> "an echo"));
        }

        assertThat(sent).isEmpty();
        assertThat(raw).isEmpty();
        assertOutcome("unsolicited");
    }

    @Test
    void replyThatIsWaitedForCompletesTheRequest() {
        CompletableFuture<String> reply =
                requests.ask(PEER, received -> "here", Duration.ofSeconds(1), headers -> new CompletableFuture<>());

        receive(Map.of("kind", "reply", "correlation-id", "ours"), value(() -> "an echo"));

        assertThat(reply).isCompletedWithValue("here");
        assertThat(sent).isEmpty();
        assertOutcome("success");
    }

    @Test
    void requestBeyondTheLimitReachesNoHandler() {
        ask(value(CompletableFuture::new));

        ask(value(() -> "too much"));

        assertThat(sent).containsExactly("failure busy: ");
        assertThat(raw).hasSize(1);
        assertOutcome("refused");
    }

    @Test
    void messagesThatCameToNothingAreDeadLetters() {
        receive(Map.of(), acknowledging());
        assertThat(dead).isEmpty();

        receive(Map.of(), value(() -> {
            throw new IllegalStateException();
        }));
        receive(Map.of(), value(() -> {
            throw new MessageConversionException("no such object");
        }));
        dispatch(Map.of(), List.of());
        CompletableFuture<Object> later = new CompletableFuture<>();
        receive(Map.of(), value(() -> later));
        assertThat(dead)
                .containsExactly(ProcessOutcome.FAILURE, ProcessOutcome.UNCONVERTIBLE, ProcessOutcome.UNHANDLED);

        later.completeExceptionally(new IllegalStateException());

        assertThat(dead).hasSize(4).endsWith(ProcessOutcome.FAILURE);
    }

    @Test
    void repliesThatNobodyWaitsForAreNoDeadLetters() {
        receive(Map.of("kind", "reply", "correlation-id", "made-up"));

        assertThat(dead).isEmpty();
    }

    @Test
    void deadLetterHandlerThatFailsDisturbsNothing() {
        deadLetters = (message, outcome) -> {
            throw new IllegalStateException("the store is full");
        };

        ask(value(() -> {
            throw new IllegalArgumentException();
        }));

        assertThat(sent).containsExactly("failure failed: IllegalArgumentException");
    }
}
