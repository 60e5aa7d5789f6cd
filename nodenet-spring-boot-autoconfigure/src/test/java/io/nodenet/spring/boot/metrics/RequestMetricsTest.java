package io.nodenet.spring.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nodenet.spring.boot.request.PendingRequests;
import io.nodenet.spring.boot.request.Replies;
import io.nodenet.spring.boot.request.ReplyOutcome;
import io.nodenet.spring.boot.request.RequestOutcome;
import io.nodenet.spring.boot.request.RequestReply;
import io.nodenet.spring.boot.request.RetryOutcome;
import io.nodenet.spring.boot.request.UnroutableRetry;
import io.nodenet.spring.boot.request.UnsolicitedReply;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each counter of requests and replies is one meter. */
class RequestMetricsTest {
    @Test
    void eachCounterIsAMeterOfItsOwn() {
        PendingRequests requests = mock(PendingRequests.class);
        Replies replies = mock(Replies.class);
        when(requests.size()).thenReturn(7);
        when(replies.size()).thenReturn(8);
        when(requests.count(any(RequestOutcome.class)))
                .thenAnswer(
                        call -> 100L + call.getArgument(0, RequestOutcome.class).ordinal());
        when(requests.count(any(UnsolicitedReply.class)))
                .thenAnswer(call ->
                        200L + call.getArgument(0, UnsolicitedReply.class).ordinal());
        when(replies.count(any()))
                .thenAnswer(
                        call -> 300L + call.getArgument(0, ReplyOutcome.class).ordinal());
        UnroutableRetry retry = mock(UnroutableRetry.class);
        when(retry.count(any()))
                .thenAnswer(
                        call -> 400L + call.getArgument(0, RetryOutcome.class).ordinal());
        SimpleMeterRegistry registry = new SimpleMeterRegistry();

        new RequestMetrics(new RequestReply(requests, replies), retry, Tags.of("node", "a")).bindTo(registry);

        Set<Double> values = new HashSet<>();
        registry.getMeters().stream()
                .filter(FunctionCounter.class::isInstance)
                .forEach(meter -> values.add(((FunctionCounter) meter).count()));
        assertThat(values)
                .hasSize(RequestOutcome.values().length
                        + UnsolicitedReply.values().length
                        + ReplyOutcome.values().length
                        + RetryOutcome.values().length);
        assertThat(registry.get("nodenet.requests")
                        .tags("outcome", "timed-out", "node", "a")
                        .functionCounter()
                        .count())
                .isEqualTo(100 + RequestOutcome.TIMED_OUT.ordinal());
        assertThat(registry.get("nodenet.replies.unsolicited")
                        .tag("reason", "other-peer")
                        .functionCounter()
                        .count())
                .isEqualTo(200 + UnsolicitedReply.OTHER_PEER.ordinal());
        assertThat(registry.get("nodenet.requests.pending").gauge().value()).isEqualTo(7);
        assertThat(registry.get("nodenet.replies.pending").gauge().value()).isEqualTo(8);
    }
}
