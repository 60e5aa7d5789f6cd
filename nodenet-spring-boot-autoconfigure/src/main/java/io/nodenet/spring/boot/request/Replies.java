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
 * Answers the requests of peers, each once and by the way on which it came: keeps how many are under way within a limit, of which one peer gets an
 * eighth, and limits how often peers are told that nobody handles their requests, of which one peer gets an eighth as well. Thread-safe.
 */
public final class Replies {
    /** The default of the most requests of peers that are under way at the same time. */
    public static final int DEFAULT_LIMIT = 1024;

    /** The part of each limit that one peer gets. */
    public static final int PEER_SHARE = 8;

    /** How long a listener's future may take. */
    public static final Duration MAX_TIME = Duration.ofMinutes(2);

    /** How many refusals are sent in a row. */
    public static final int REFUSAL_BURST = 64;

    /** How many refusals are sent in each second after that. */
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
     * @param limit the most requests of peers that are under way at the same time
     * @param nanos a monotonic clock
     */
    public Replies(Node node, PayloadWriter writer, int limit, RequestTimer timer, LongSupplier nanos) {
        this.node = node;
        this.writer = writer;
        this.limit = limit;
        this.timer = timer;
        this.nanos = nanos;
    }

    /** Takes a request, for which the caller gives a reply or a failure; null if too many are under way, which its peer is told. */
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

    /** Returns what completes once no request is under way. */
    public CompletableFuture<Void> idle() {
        synchronized (lock) {
            return idle.copy();
        }
    }

    /** Returns how many requests of peers are under way. */
    public int size() {
        synchronized (lock) {
            return total;
        }
    }

    /** Returns how many requests of peers have ended so. Any thread. */
    public long count(ReplyOutcome outcome) {
        return outcomes.get(outcome);
    }

    /** Sends a reply; fails if there is no payload for it. */
    CompletableFuture<Void> reply(ReceivedMessage request, @Nullable Object value) {
        Map<String, String> headers = headers(request, MessageKind.REPLY);
        byte[] payload = value == null
                ? NodenetHeaders.of(headers).prependTo(new byte[0])
                : writer.writeWithHeaders(value, headers);
        return send(request, payload, ReplyOutcome.REPLIED);
    }

    /** Tells a peer that its request has failed. */
    CompletableFuture<Void> fail(ReceivedMessage request, FailureReason reason, String text) {
        Map<String, String> headers = headers(request, MessageKind.FAILURE);
        headers.put(NodenetHeaders.FAILURE, reason.header());
        try {
            return send(request, writer.writeWithHeaders(text, headers), ReplyOutcome.FAILED);
        } catch (RuntimeException e) {
            count(false, ReplyOutcome.FAILED); // the node does not run any more
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Tells a peer that nobody handles its request, unless it, or all peers together, were told so too often lately. */
    CompletableFuture<Void> refuse(ReceivedMessage request, FailureReason reason, String text) {
        synchronized (lock) {
            if (!refusals.tryTake(request.message().originator(), nanos.getAsLong())) {
                outcomes.increment(ReplyOutcome.WITHHELD);
                return CompletableFuture.completedFuture(null);
            }
        }
        return fail(request, reason, text);
    }

    /** A request is no longer under way. */
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

    /** Sends by the way on which the request came, so that nobody reads the reply who could not read the request. */
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
