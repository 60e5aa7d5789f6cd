package io.nodenet.spring.boot.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nodenet.metrics.Labels;
import io.nodenet.spring.boot.request.PendingRequests;
import io.nodenet.spring.boot.request.Replies;
import io.nodenet.spring.boot.request.ReplyOutcome;
import io.nodenet.spring.boot.request.RequestOutcome;
import io.nodenet.spring.boot.request.RequestReply;
import io.nodenet.spring.boot.request.RetryOutcome;
import io.nodenet.spring.boot.request.UnroutableRetry;
import io.nodenet.spring.boot.request.UnsolicitedReply;
import java.util.function.ToDoubleFunction;

/** Meters of requests, replies and retries; no tag contains a peer. */
public final class RequestMetrics implements MeterBinder, AutoCloseable {
    private final RequestReply source;
    private final UnroutableRetry retry;
    private final Tags tags;
    private final BoundMeters bound = new BoundMeters();

    /**
     * Creates a binder.
     *
     * @param tags further tags of all meters
     */
    public RequestMetrics(RequestReply source, UnroutableRetry retry, Tags tags) {
        this.source = source;
        this.retry = retry;
        this.tags = tags;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, NodenetMeters.REQUESTS_PENDING, source.requests(), PendingRequests::size);
        gauge(registry, NodenetMeters.REPLIES_PENDING, source.replies(), Replies::size);
        for (RequestOutcome outcome : RequestOutcome.values()) {
            Tags own = tags.and(NodenetMeters.Key.OUTCOME.asString(), Labels.of(outcome));
            counter(registry, NodenetMeters.REQUESTS, own, source.requests(), requests -> requests.count(outcome));
        }
        for (ReplyOutcome outcome : ReplyOutcome.values()) {
            Tags own = tags.and(NodenetMeters.Key.OUTCOME.asString(), Labels.of(outcome));
            counter(registry, NodenetMeters.REPLIES, own, source.replies(), replies -> replies.count(outcome));
        }
        for (RetryOutcome outcome : RetryOutcome.values()) {
            Tags own = tags.and(NodenetMeters.Key.OUTCOME.asString(), Labels.of(outcome));
            counter(registry, NodenetMeters.MESSAGE_RETRIES, own, retry, retries -> retries.count(outcome));
        }
        for (UnsolicitedReply reason : UnsolicitedReply.values()) {
            Tags own = tags.and(NodenetMeters.Key.REASON.asString(), Labels.of(reason));
            counter(
                    registry,
                    NodenetMeters.REPLIES_UNSOLICITED,
                    own,
                    source.requests(),
                    requests -> requests.count(reason));
        }
    }

    /** Removes the meters from their registries. */
    @Override
    public void close() {
        bound.close();
    }

    private <T> void gauge(MeterRegistry registry, NodenetMeters meter, T of, ToDoubleFunction<T> value) {
        bound.add(
                registry,
                Gauge.builder(meter.getName(), of, value)
                        .tags(tags)
                        .description(meter.description())
                        .register(registry));
    }

    private <T> void counter(MeterRegistry registry, NodenetMeters meter, Tags tags, T of, ToDoubleFunction<T> value) {
        bound.add(
                registry,
                FunctionCounter.builder(meter.getName(), of, value)
                        .tags(tags)
                        .description(meter.description())
                        .register(registry));
    }
}
