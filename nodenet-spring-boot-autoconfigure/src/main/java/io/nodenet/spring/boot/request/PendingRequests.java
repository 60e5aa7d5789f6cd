package io.nodenet.spring.boot.request;

import io.nodenet.BackpressureException;
import io.nodenet.ConfigurationException;
import io.nodenet.NodeStateException;
import io.nodenet.NodenetTimeoutException;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.message.MessageKind;
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pending requests of an application, each until its timeout and all of them within a limit. The requests to one peer never exceed the
 * room left for others, so that a peer that does not answer takes at most half of the limit. Only the peer that was asked can reply.
 * Accepts requests while the application accepts messages. Thread-safe; futures complete on the thread that delivers the reply, or on the
 * timer thread.
 */
public final class PendingRequests {
    /** The default maximum number of pending requests. */
    public static final int DEFAULT_LIMIT = 1024;

    private static final int MAX_FAILURE_BYTES = RemoteFailureException.MAX_CHARACTERS * 4;

    private final int limit;
    private final RequestTimer timer;
    private final Supplier<String> ids;
    private final Object lock = new Object();
    private final Map<String, Pending<?>> byId = new HashMap<>();
    private final Map<NodeId, Integer> byPeer = new HashMap<>();
    private final EnumCounters<RequestOutcome> outcomes = new EnumCounters<>(RequestOutcome.class);
    private final EnumCounters<UnsolicitedReply> unsolicited = new EnumCounters<>(UnsolicitedReply.class);
    private boolean isOpen;

    /**
     * Creates an empty table, which accepts no requests before {@link #open}.
     *
     * @param limit the maximum number of pending requests
     * @param ids draws unguessable correlation IDs
     */
    public PendingRequests(int limit, RequestTimer timer, Supplier<String> ids) {
        this.limit = limit;
        this.timer = timer;
        this.ids = ids;
    }

    /** Sends a request with the headers that identify its reply. */
    @FunctionalInterface
    public interface Sending {
        /** Returns a future that fails if the request cannot be sent. */
        CompletableFuture<?> send(Map<String, String> headers);
    }

    /** Starts accepting requests. */
    public void open() {
        synchronized (lock) {
            isOpen = true;
        }
    }

    /** Stops accepting requests, since no more replies arrive; pending ones fail with {@link NodeStateException}. */
    public void close() {
        List<Pending<?>> waiting;
        synchronized (lock) {
            isOpen = false;
            waiting = List.copyOf(byId.values());
        }
        for (Pending<?> request : waiting) {
            request.fail(
                    RequestOutcome.CLOSED,
                    new NodeStateException("The application has stopped accepting messages, including replies"));
        }
    }

    /**
     * Sends a request to a peer.
     *
     * @param decode converts the reply to the result
     * @param timeout the longest wait for the reply, 1 ms to 365 days
     * @return cancelling it ends the wait
     * @throws NodeStateException if the application does not accept messages, and so no replies
     */
    public <T extends @Nullable Object> CompletableFuture<T> ask(
            NodeId peer, Function<ReceivedMessage, T> decode, Duration timeout, Sending sending) {
        ConfigurationException.requireTime("timeout", timeout, Duration.ofMillis(1));
        Pending<T> request = new Pending<>(ids.get(), peer, decode);
        synchronized (lock) {
            if (!isOpen) {
                throw new NodeStateException(
                        "The listener container is not running, so no reply can be received: start it first");
            }
            int ofPeer = byPeer.getOrDefault(peer, 0);
            if (ofPeer >= limit - byId.size()) {
                outcomes.increment(RequestOutcome.REFUSED);
                return CompletableFuture.failedFuture(new BackpressureException(byId.size() + " requests of at most "
                        + limit + " wait for their replies, " + ofPeer + " of them at this peer"));
            }
            byPeer.put(peer, ofPeer + 1);
            byId.put(request.id, request);
            request.cancelTimeout = timer.after(
                    timeout,
                    () -> request.fail(
                            RequestOutcome.TIMED_OUT,
                            new NodenetTimeoutException("No reply from " + peer.shortText() + " within " + timeout)));
        }
        var unused = request.future.whenComplete((value, failure) -> request.end(RequestOutcome.CANCELLED));
        send(request, sending);
        return request.future;
    }

    private static void send(Pending<?> request, Sending sending) {
        CompletableFuture<?> sent;
        try {
            sent = sending.send(Map.of(
                    NodenetHeaders.KIND, MessageKind.REQUEST.header(), NodenetHeaders.CORRELATION_ID, request.id));
        } catch (RuntimeException e) {
            request.fail(RequestOutcome.UNSENT, e);
            throw e;
        }
        var unused = sent.whenComplete((value, failure) -> {
            if (failure != null) {
                request.fail(RequestOutcome.UNSENT, cause(failure));
            }
        });
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    /**
     * Accepts a reply or a failure from a peer.
     *
     * @return whether it belongs to a pending request; otherwise it is counted
     */
    public boolean answer(ReceivedMessage reply) {
        Pending<?> request;
        synchronized (lock) {
            request = byId.get(reply.headers().correlationId());
            if (request == null) {
                unsolicited.increment(UnsolicitedReply.UNKNOWN);
                return false;
            }
            if (!request.peer.equals(reply.message().originator())) {
                unsolicited.increment(UnsolicitedReply.OTHER_PEER);
                return false;
            }
        }
        request.take(reply);
        return true;
    }

    /** Returns the number of pending requests. */
    public int size() {
        synchronized (lock) {
            return byId.size();
        }
    }

    /** Returns the number of requests with this outcome. Any thread. */
    public long count(RequestOutcome outcome) {
        return outcomes.get(outcome);
    }

    /** Returns the number of replies dropped for this reason. Any thread. */
    public long count(UnsolicitedReply reason) {
        return unsolicited.get(reason);
    }

    /** One pending request. */
    private final class Pending<T extends @Nullable Object> {
        private final String id;
        private final NodeId peer;
        private final Function<ReceivedMessage, T> decode;
        private final CompletableFuture<T> future = new CompletableFuture<>();
        private @Nullable Runnable cancelTimeout;

        Pending(String id, NodeId peer, Function<ReceivedMessage, T> decode) {
            this.id = id;
            this.peer = peer;
            this.decode = decode;
        }

        void take(ReceivedMessage reply) {
            if (reply.headers().kind() == MessageKind.FAILURE) {
                FailureReason reason = FailureReason.of(reply.headers().get(NodenetHeaders.FAILURE));
                fail(RequestOutcome.FAILED, RemoteFailureException.of(peer, reason, text(reply.body())));
                return;
            }
            T value;
            try {
                value = decode.apply(reply);
            } catch (RuntimeException e) {
                fail(RequestOutcome.UNCONVERTIBLE, e);
                return;
            }
            if (end(RequestOutcome.REPLIED)) {
                future.complete(value);
            }
        }

        void fail(RequestOutcome outcome, Throwable failure) {
            if (end(outcome)) {
                future.completeExceptionally(failure);
            }
        }

        /** Stops waiting and returns whether the request was still pending. */
        boolean end(RequestOutcome outcome) {
            Runnable cancel;
            synchronized (lock) {
                if (!byId.remove(id, this)) {
                    return false;
                }
                byPeer.computeIfPresent(peer, (of, waiting) -> waiting == 1 ? null : waiting - 1);
                outcomes.increment(outcome);
                cancel = cancelTimeout;
            }
            if (cancel != null) {
                cancel.run();
            }
            return true;
        }
    }

    private static String text(byte[] body) {
        return new String(body, 0, Math.min(body.length, MAX_FAILURE_BYTES), StandardCharsets.UTF_8);
    }
}
