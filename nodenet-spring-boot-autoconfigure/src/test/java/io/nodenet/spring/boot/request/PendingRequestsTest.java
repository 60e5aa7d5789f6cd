package io.nodenet.spring.boot.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.BackpressureException;
import io.nodenet.ConfigurationException;
import io.nodenet.NodeStateException;
import io.nodenet.NodenetTimeoutException;
import io.nodenet.UnroutableException;
import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.message.MessageKind;
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests whose replies are made by hand. */
class PendingRequestsTest {
    private static final NodeId PEER = NodeId.parse("1".repeat(64));
    private static final NodeId OTHER = NodeId.parse("2".repeat(64));
    private static final int LIMIT = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ManualTimer timer = new ManualTimer();
    private final PendingRequests requests = new PendingRequests(LIMIT, timer, new CorrelationIds());
    private Map<String, String> sent = Map.of();

    @BeforeEach
    void open() {
        requests.open();
    }

    private CompletableFuture<String> ask() {
        return ask(PEER);
    }

    private CompletableFuture<String> ask(NodeId peer) {
        return requests.ask(peer, PendingRequestsTest::text, TIMEOUT, headers -> {
            sent = headers;
            return CompletableFuture.completedFuture(3);
        });
    }

    private static String text(ReceivedMessage reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private ReceivedMessage answer(NodeId from, MessageKind kind, String text, String... more) {
        Map<String, String> headers = new LinkedHashMap<>(sent);
        headers.put(NodenetHeaders.KIND, kind.header());
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        byte[] payload = NodenetHeaders.of(headers).prependTo(text.getBytes(StandardCharsets.UTF_8));
        return ReceivedMessage.of(new InboundMessage(from, MessagePath.ROUTED, Instant.EPOCH, payload));
    }

    private void assertEnded(RequestOutcome outcome) {
        assertThat(requests.count(outcome)).isEqualTo(1);
        assertThat(requests.size()).isZero();
        assertThat(timer.size()).as("timeouts that are left").isZero();
    }

    @Test
    void replyOfThePeerThatWasAskedCompletesTheRequest() {
        CompletableFuture<String> reply = ask();
        assertThat(sent).containsEntry("kind", "request").containsKey("correlation-id");
        assertThat(requests.size()).isEqualTo(1);

        assertThat(requests.answer(answer(PEER, MessageKind.REPLY, "here"))).isTrue();

        assertThat(reply).isCompletedWithValue("here");
        assertEnded(RequestOutcome.REPLIED);
    }

    @Test
    void replyOfAnotherPeerIsRefusedAndTheRightOneStillTaken() {
        CompletableFuture<String> reply = ask();

        assertThat(requests.answer(answer(OTHER, MessageKind.REPLY, "forged"))).isFalse();
        assertThat(requests.answer(answer(OTHER, MessageKind.FAILURE, "forged")))
                .isFalse();

        assertThat(reply).isNotDone();
        assertThat(requests.count(UnsolicitedReply.OTHER_PEER)).isEqualTo(2);
        requests.answer(answer(PEER, MessageKind.REPLY, "here"));
        assertThat(reply).isCompletedWithValue("here");
    }

    @Test
    void lateReplyIsCountedAndChangesNothing() {
        CompletableFuture<String> reply = ask();
        timer.advance(TIMEOUT.minusMillis(1));
        assertThat(reply).isNotDone();

        timer.advance(Duration.ofMillis(1));

        assertThat(reply)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(NodenetTimeoutException.class)
                .withMessageContaining(PEER.shortText());
        assertEnded(RequestOutcome.TIMED_OUT);
        assertThat(requests.answer(answer(PEER, MessageKind.REPLY, "late"))).isFalse();
        assertThat(requests.count(UnsolicitedReply.UNKNOWN)).isEqualTo(1);
    }

    @Test
    void secondReplyIsUnsolicited() {
        CompletableFuture<String> reply = ask();
        requests.answer(answer(PEER, MessageKind.REPLY, "first"));

        assertThat(requests.answer(answer(PEER, MessageKind.REPLY, "second"))).isFalse();

        assertThat(reply).isCompletedWithValue("first");
        assertThat(requests.count(UnsolicitedReply.UNKNOWN)).isEqualTo(1);
    }

    @Test
    void replyWithoutCorrelationIdIsUnsolicited() {
        sent = Map.of();

        assertThat(requests.answer(answer(PEER, MessageKind.REPLY, ""))).isFalse();

        assertThat(requests.count(UnsolicitedReply.UNKNOWN)).isEqualTo(1);
    }

    @Test
    void peerThatDoesNotAnswerLeavesHalfOfTheLimitToOthers() {
        while (!ask().isCompletedExceptionally()) {
            assertThat(requests.size()).isLessThanOrEqualTo(LIMIT);
        }
        assertThat(requests.size()).isEqualTo(LIMIT / 2);

        assertThat(ask(OTHER)).isNotDone();
    }

    @Test
    void requestsBeyondTheLimitAreRefusedAndNotSent() {
        ask();
        ask();
        Map<String, String> last = sent;

        assertThat(ask())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(BackpressureException.class);

        assertThat(sent).isSameAs(last);
        assertThat(requests.count(RequestOutcome.REFUSED)).isEqualTo(1);
        assertThat(requests.size()).isEqualTo(2);
        requests.answer(answer(PEER, MessageKind.REPLY, "room again"));
        assertThat(ask()).isNotDone();
    }

    @Test
    void cancellingARequestForgetsIt() {
        ask().cancel(true);

        assertEnded(RequestOutcome.CANCELLED);
        assertThat(requests.answer(answer(PEER, MessageKind.REPLY, "late"))).isFalse();
    }

    @Test
    void remoteFailureIsTypedAndItsTextCutAndClean() {
        CompletableFuture<String> reply = ask();
        String text = "\u001b[31mline\r\nforged\u2028\u202e" + "x".repeat(400);

        assertThat(requests.answer(answer(PEER, MessageKind.FAILURE, text, "failure", "no-listener")))
                .isTrue();

        assertThat(reply)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(RemoteFailureException.class, failure -> {
                    assertThat(failure.peer()).isEqualTo(PEER);
                    assertThat(failure.reason()).isEqualTo(FailureReason.NO_LISTENER);
                    assertThat(failure.text())
                            .hasSize(RemoteFailureException.MAX_CHARACTERS)
                            .startsWith("?[31mline??forged??xxx");
                    assertThat(failure).hasMessageEndingWith(failure.text());
                });
        assertEnded(RequestOutcome.FAILED);
    }

    @Test
    void reasonThatIsNotKnownHereIsAFailure() {
        CompletableFuture<String> reply = ask();

        requests.answer(answer(PEER, MessageKind.FAILURE, "", "failure", "of-a-later-version"));

        assertThatThrownBy(reply::join)
                .cause()
                .isInstanceOfSatisfying(
                        RemoteFailureException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(FailureReason.FAILED));
    }

    @Test
    void replyOfAnotherTypeFailsTheRequest() {
        CompletableFuture<String> reply = requests.ask(
                PEER,
                received -> {
                    throw new MessageConversionException("another type");
                },
                TIMEOUT,
                headers -> {
                    sent = headers;
                    return new CompletableFuture<>();
                });

        requests.answer(answer(PEER, MessageKind.REPLY, "x"));

        assertThatThrownBy(reply::join).cause().isInstanceOf(MessageConversionException.class);
        assertEnded(RequestOutcome.UNCONVERTIBLE);
    }

    @Test
    void requestThatDoesNotLeaveFailsAtOnce() {
        CompletableFuture<String> reply = requests.ask(
                PEER,
                PendingRequestsTest::text,
                TIMEOUT,
                headers -> CompletableFuture.failedFuture(new UnroutableException("no edge")));

        assertThatThrownBy(reply::join).cause().isInstanceOf(UnroutableException.class);
        assertEnded(RequestOutcome.UNSENT);
    }

    @Test
    void requestThatCannotBeMadeThrowsAndIsForgotten() {
        assertThatThrownBy(() -> requests.ask(PEER, PendingRequestsTest::text, TIMEOUT, headers -> {
                    throw new MessageConversionException("no payload");
                }))
                .isInstanceOf(MessageConversionException.class);
        assertEnded(RequestOutcome.UNSENT);
    }

    @Test
    void pendingRequestsEndWithTheApplicationAndNoneFollow() {
        CompletableFuture<String> reply = ask();

        requests.close();

        assertThatThrownBy(reply::join).cause().isInstanceOf(NodeStateException.class);
        assertEnded(RequestOutcome.CLOSED);
        assertThatThrownBy(this::ask).isInstanceOf(NodeStateException.class);
        requests.open();
        assertThat(ask()).isNotDone();
    }

    @Test
    void timeoutIsWithinARange() {
        for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofDays(366)}) {
            assertThatThrownBy(() -> requests.ask(PEER, PendingRequestsTest::text, wrong, headers -> null))
                    .isInstanceOf(ConfigurationException.class);
        }
    }

    @Test
    void correlationIdsHave128BitsAndNeverRepeat() {
        CorrelationIds ids = new CorrelationIds();
        Set<String> drawn = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String id = ids.get();
            assertThat(id).matches("[0-9a-f]{32}");
            assertThat(drawn.add(id)).isTrue();
        }
    }
}
