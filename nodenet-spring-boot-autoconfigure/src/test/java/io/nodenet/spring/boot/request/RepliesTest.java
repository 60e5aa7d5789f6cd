package io.nodenet.spring.boot.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.nodenet.NodeStateException;
import io.nodenet.UnroutableException;
import io.nodenet.kad.NodeId;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.JsonMessageConverter;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.message.MessageKind;
import io.nodenet.spring.boot.message.NodenetFailure;
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.PayloadWriter;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What peers are told of their requests. */
class RepliesTest {
    private static final int LIMIT = 16;

    private final Node node = mock(Node.class);
    private final ManualTimer timer = new ManualTimer();
    private long nanos;
    private final Replies replies = new Replies(
            node, new PayloadWriter(new JsonMessageConverter(new JsonMapper()), false), LIMIT, timer, () -> nanos);
    private final List<ReceivedMessage> sent = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    record Price(int cents) {}

    /** What Jackson cannot write. */
    private record Unwritable(int number) {
        @Override
        public int number() {
            throw new IllegalStateException("no number");
        }
    }

    @NodenetFailure
    static class SoldOutException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SoldOutException(String message) {
            super(message);
        }
    }

    @BeforeEach
    void record() {
        when(node.connectOptions()).thenReturn(ConnectOptions.DEFAULT);
        when(node.sendReportingCopies(any(), any())).thenAnswer(call -> {
            sent.add(ReceivedMessage.of(
                    new InboundMessage(call.getArgument(0), MessagePath.ROUTED, Instant.EPOCH, call.getArgument(1))));
            return CompletableFuture.completedFuture(1);
        });
    }

    private static NodeId peer(int number) {
        return NodeId.parse("%064x".formatted(number));
    }

    private static ReceivedMessage request(NodeId from, MessagePath path) {
        byte[] payload = NodenetHeaders.of(Map.of("kind", "request", "correlation-id", "of-the-peer"))
                .prependTo(new byte[0]);
        return ReceivedMessage.of(new InboundMessage(from, path, Instant.EPOCH, payload));
    }

    private Reply begin() {
        return Objects.requireNonNull(replies.begin(request(peer(1), MessagePath.ROUTED)));
    }

    private ReceivedMessage only() {
        assertThat(sent).hasSize(1);
        ReceivedMessage message = sent.get(0);
        assertThat(message.message().originator()).isEqualTo(peer(1));
        assertThat(message.headers().correlationId()).isEqualTo("of-the-peer");
        return message;
    }

    private static String text(ReceivedMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    @Test
    void replyRepeatsTheIdOfItsRequestAndSaysWhatItIs() {
        begin().give(new Price(7), failures::add);

        ReceivedMessage reply = only();
        assertThat(reply.headers().kind()).isEqualTo(MessageKind.REPLY);
        assertThat(reply.headers().payloadType()).isEqualTo("Price");
        assertThat(text(reply)).isEqualTo("{\"cents\":7}");
        assertThat(replies.size()).isZero();
        assertThat(timer.size()).isZero();
        assertThat(replies.count(ReplyOutcome.REPLIED)).isEqualTo(1);
    }

    @Test
    void replyTakesTheWayOfItsRequest() {
        when(node.sendDirect(any(), any(), any())).thenReturn(CompletableFuture.completedFuture(null));
        when(node.sendSealed(any(), any())).thenReturn(CompletableFuture.completedFuture(null));

        Objects.requireNonNull(replies.begin(request(peer(1), MessagePath.DIRECT)))
                .give("direct", failures::add);
        Objects.requireNonNull(replies.begin(request(peer(2), MessagePath.SEALED)))
                .give("sealed", failures::add);

        verify(node).sendDirect(eq(peer(1)), any(), eq(ConnectOptions.DEFAULT.directOnly()));
        verify(node).sendSealed(eq(peer(2)), any());
        verify(node, never()).sendReportingCopies(any(), any());
    }

    @Test
    void onlyTheFirstOfTwoRepliesGoesOut() {
        Reply reply = begin();
        reply.give("first", failures::add);
        reply.give("second", failures::add);
        reply.fail(new IllegalStateException());
        timer.advance(Replies.MAX_TIME);

        assertThat(text(only())).isEqualTo("first");
        assertThat(replies.size()).isZero();
    }

    @Test
    void peerLearnsTheClassOfAnExceptionAndNothingElse() {
        begin().fail(new CompletionException(new IllegalStateException("password=secret /home/alice")));

        ReceivedMessage failure = only();
        assertThat(failure.headers().kind()).isEqualTo(MessageKind.FAILURE);
        assertThat(failure.headers().get("failure")).isEqualTo("failed");
        assertThat(text(failure)).isEqualTo("IllegalStateException");
        assertThat(new String(failure.message().payload(), StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
        assertThat(replies.count(ReplyOutcome.FAILED)).isEqualTo(1);
    }

    @Test
    void messageOfAMarkedExceptionIsToldCutAndClean() {
        begin().fail(new SoldOutException("none\nleft " + "x".repeat(500)) {
            private static final long serialVersionUID = 1L;
        });

        assertThat(text(only()))
                .startsWith("SoldOutException: none?left xxx")
                .hasSize(RemoteFailureException.MAX_CHARACTERS);
    }

    @Test
    void onePeerGetsAnEighthOfTheLimitAndIsToldThatMoreIsTooMuch() {
        for (int i = 0; i < LIMIT / Replies.PEER_SHARE; i++) {
            begin();
        }

        assertThat(replies.begin(request(peer(1), MessagePath.ROUTED))).isNull();

        assertThat(only().headers().get("failure")).isEqualTo("busy");
        assertThat(replies.begin(request(peer(2), MessagePath.ROUTED))).isNotNull();
    }

    @Test
    void allPeersTogetherGetTheLimit() {
        List<Reply> underWay = new ArrayList<>();
        for (int i = 0; i < LIMIT; i++) {
            underWay.add(replies.begin(request(peer(100 + i), MessagePath.ROUTED)));
        }
        assertThat(underWay).doesNotContainNull();
        assertThat(replies.size()).isEqualTo(LIMIT);
        assertThat(replies.begin(request(peer(1), MessagePath.ROUTED))).isNull();

        underWay.get(0).give("done", failures::add);

        assertThat(replies.begin(request(peer(1), MessagePath.ROUTED))).isNotNull();
    }

    @Test
    void refusalsAreLimitedAndTheExcessIsCounted() {
        for (int i = 0; i < Replies.REFUSAL_BURST + 10; i++) {
            refuse(i % 16);
        }
        assertThat(sent).hasSize(Replies.REFUSAL_BURST);
        assertThat(replies.count(ReplyOutcome.WITHHELD)).isEqualTo(10);
        assertThat(replies.size()).isZero();

        nanos += Duration.ofSeconds(1).toNanos();
        for (int i = 0; i < Replies.REFUSAL_BURST; i++) {
            refuse(i % 16);
        }

        assertThat(sent).hasSize(Replies.REFUSAL_BURST + Replies.REFUSALS_PER_SECOND);
    }

    private void refuse(int number) {
        Reply reply = replies.begin(request(peer(number), MessagePath.ROUTED));
        assertThat(reply).isNotNull();
        reply.refuse(FailureReason.NO_LISTENER, "");
    }

    @Test
    void peerThatIsRefusedAllTheTimeLeavesTheOthersTheirRefusals() {
        for (int i = 0; i < 1000; i++) {
            refuse(1);
        }
        assertThat(sent).hasSize(Replies.REFUSAL_BURST / Replies.PEER_SHARE);

        refuse(2);

        assertThat(sent).hasSize(Replies.REFUSAL_BURST / Replies.PEER_SHARE + 1);
    }

    @Test
    void peersThatAreToldApartAreLimited() {
        Refusals refusals = new Refusals();
        for (int i = 0; i < 2 * Refusals.MAX_PEERS; i++) {
            refusals.tryTake(peer(i), nanos);
        }

        assertThat(refusals.size()).isEqualTo(Refusals.MAX_PEERS);
    }

    @Test
    void futureThatDoesNotCompleteFreesItsPlace() {
        CompletableFuture<Object> never = new CompletableFuture<>();
        begin().follow(never, failures::add);
        assertThat(replies.size()).isEqualTo(1);

        timer.advance(Replies.MAX_TIME);

        assertThat(only().headers().get("failure")).isEqualTo("timed-out");
        assertThat(replies.size()).isZero();
        never.complete("late");
        assertThat(sent).hasSize(1);
    }

    @Test
    void resultWithoutAPayloadIsAFailureOfTheListener() {
        begin().give(new Unwritable(7), failures::add);

        assertThat(only().headers().kind()).isEqualTo(MessageKind.FAILURE);
        assertThat(failures).singleElement().isInstanceOf(MessageConversionException.class);
        assertThat(replies.size()).isZero();
    }

    @Test
    void replyThatDoesNotLeaveIsCountedAndItsPlaceFree() {
        doReturn(CompletableFuture.failedFuture(new UnroutableException("no edge")))
                .when(node)
                .sendReportingCopies(any(), any());
        begin().give("lost", failures::add);
        doThrow(new NodeStateException("closed")).when(node).sendReportingCopies(any(), any());
        begin().give("lost", failures::add);

        assertThat(replies.count(ReplyOutcome.UNSENT)).isEqualTo(2);
        assertThat(replies.size()).isZero();
    }

    @Test
    void idleOnceNoRequestIsUnderWay() {
        assertThat(replies.idle()).isCompleted();
        Reply first = begin();
        Reply second = begin();
        CompletableFuture<Void> idle = replies.idle();

        first.give("one", failures::add);
        assertThat(idle).isNotDone();
        second.give("two", failures::add);

        assertThat(idle).isCompleted();
    }

    /** What fails with an error while Jackson writes it. */
    private record Broken(int number) {
        @Override
        public int number() {
            throw new NoClassDefFoundError("com/example/Missing");
        }
    }

    /** A failure that cannot be told. */
    private static class Unspeakable extends SoldOutException {
        private static final long serialVersionUID = 1L;

        Unspeakable() {
            super("");
        }

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @Test
    void errorWhileAReplyIsWrittenIsReportedAndToldLikeThatOfAListener() {
        begin().give(new Broken(1), failures::add);

        assertThat(failures).singleElement().isInstanceOf(NoClassDefFoundError.class);
        assertThat(only().headers().get(NodenetHeaders.FAILURE)).isEqualTo("failed");
        assertThat(text(only())).isEqualTo("NoClassDefFoundError");
        assertThat(replies.size()).isZero();
        assertThat(replies.idle()).isCompleted();
    }

    @Test
    void requestWhoseFailureCannotBeToldIsNoLongerInProgress() {
        Reply reply = begin();
        assertThatThrownBy(() -> reply.fail(new Unspeakable())).isInstanceOf(IllegalStateException.class);

        assertThat(replies.size()).isZero();
        assertThat(replies.idle()).isCompleted();
    }
}
