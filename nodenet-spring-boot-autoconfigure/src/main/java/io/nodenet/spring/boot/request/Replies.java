package io.nodenet.spring.boot.request;

import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.message.MessageKind;
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.PayloadWriter;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Replies to the requests of peers, to each once and over the path on which it came. Limits the number of requests in progress and the rate
 * of notices that there is no handler for a request; one peer gets at most an eighth of either. Thread-safe.
 */
public final class Replies {
    /** The default maximum number of requests of peers in progress. */
    public static final int DEFAULT_LIMIT = 1024;

    /** The share of each limit that one peer gets. */
    public static final int PEER_SHARE = 8;

    /** The maximum time for a listener's future to complete. */
    public static final Duration MAX_TIME = Duration.ofMinutes(2);

    /** The maximum number of refusals sent in a burst. */
    public static final int REFUSAL_BURST = 64;

    /** The number of refusals per second after a burst. */
    public static final int REFUSALS_PER_SECOND = 16;

    private final Node node;
    private final PayloadWriter writer;
    private final int limit;
    private final RequestTimer timer;
    private final LongSupplier nanos;
    private final Object lock = new Object();
    private final Map<NodeId, Integer> underWay = new HashMap<>();
    private final Refusals refusals = new Refusals();
    private final EnumCounters<ReplyOutcome> outcomes = new EnumCounters<>(ReplyOutcome.class);
    private int total;
    private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);

    /**
     * Creates replies of a node.
     *
     * @param limit the maximum number of requests of peers in progress
     * @param nanos a monotonic clock
     */
    public Replies(Node node, PayloadWriter writer, int limit, RequestTimer timer, LongSupplier nanos) {
        this.node = node;
        this.writer = writer;
        this.limit = limit;
        this.timer = timer;
        this.nanos = nanos;
    }

    /**
     * Accepts a request, for which the caller provides a reply or a failure; null if too many are in progress, of which the peer is
     * informed.
     */
    public @Nullable Reply begin(ReceivedMessage request) {
        NodeId peer = request.message().originator();
        synchronized (lock) {
            int share = Math.max(1, limit / PEER_SHARE);
            int ofPeer = underWay.getOrDefault(peer, 0);
            if (total < limit && ofPeer < share) {
                underWay.put(peer, ofPeer + 1);
                if (total++ == 0) {
                    idle = new CompletableFuture<>();
                }
                return new Reply(this, request, timer, MAX_TIME);
            }
        }
        var unused = refuse(request, FailureReason.BUSY, "");
        return null;
    }

    /** Returns a future that completes once no request is in progress. */
    public CompletableFuture<Void> idle() {
        synchronized (lock) {
            return idle.copy();
        }
    }

    /** Returns the number of requests of peers in progress. */
    public int size() {
        synchronized (lock) {
            return total;
        }
    }

    /** Returns the number of requests of peers with this outcome. Any thread. */
    public long count(ReplyOutcome outcome) {
        return outcomes.get(outcome);
    }

    /** Sends a reply; fails if it cannot be converted. */
    CompletableFuture<Void> reply(ReceivedMessage request, @Nullable Object value) {
        Map<String, String> headers = headers(request, MessageKind.REPLY);
        byte[] payload = value == null
                ? NodenetHeaders.of(headers).prependTo(new byte[0])
                : writer.writeWithHeaders(value, headers);
        return send(request, payload, ReplyOutcome.REPLIED);
    }

    /** Informs a peer that its request has failed. */
    CompletableFuture<Void> fail(ReceivedMessage request, FailureReason reason, String text) {
        Map<String, String> headers = headers(request, MessageKind.FAILURE);
        headers.put(NodenetHeaders.FAILURE, reason.header());
        try {
            return send(request, writer.writeWithHeaders(text, headers), ReplyOutcome.FAILED);
        } catch (RuntimeException e) {
            count(false, ReplyOutcome.FAILED); // the node is no longer running
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Informs a peer that there is no handler for its request, unless it or all peers together have recently been informed too often. */
    CompletableFuture<Void> refuse(ReceivedMessage request, FailureReason reason, String text) {
        synchronized (lock) {
            if (!refusals.tryTake(request.message().originator(), nanos.getAsLong())) {
                outcomes.increment(ReplyOutcome.WITHHELD);
                return CompletableFuture.completedFuture(null);
            }
        }
        return fail(request, reason, text);
    }

    /** Records that a request is no longer in progress. */
    void end(ReceivedMessage request) {
        CompletableFuture<Void> done = null;
        synchronized (lock) {
            underWay.computeIfPresent(request.message().originator(), (peer, count) -> count == 1 ? null : count - 1);
            if (--total == 0) {
                done = idle;
            }
        }
        if (done != null) {
            done.complete(null);
        }
    }

    private static Map<String, String> headers(ReceivedMessage request, MessageKind kind) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(NodenetHeaders.KIND, kind.header());
        String id = request.headers().correlationId();
        if (id != null) {
            headers.put(NodenetHeaders.CORRELATION_ID, id);
        }
        return headers;
    }

    /** Sends over the path on which the request came, so that the reply is exposed to no more nodes than the request. */
    private CompletableFuture<Void> send(ReceivedMessage request, byte[] payload, ReplyOutcome outcome) {
        InboundMessage message = request.message();
        NodeId peer = message.originator();
        CompletableFuture<?> sent =
                switch (message.path()) {
                    case DIRECT ->
                        node.sendDirect(peer, payload, node.connectOptions().directOnly());
                    case SEALED -> node.sendSealed(peer, payload);
                    case ROUTED, LOCAL -> node.sendReportingCopies(peer, payload);
                };
        return sent.handle((value, failure) -> {
            count(failure == null, outcome);
            return null;
        });
    }

    private void count(boolean isSent, ReplyOutcome outcome) {
        synchronized (lock) {
            outcomes.increment(isSent ? outcome : ReplyOutcome.UNSENT);
        }
    }
}
