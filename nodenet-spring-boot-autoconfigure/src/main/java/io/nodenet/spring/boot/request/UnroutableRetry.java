package io.nodenet.spring.boot.request;

import io.nodenet.UnroutableException;
import io.nodenet.metrics.EnumCounters;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Retries messages for which there was no edge, such as after the loss of the host's network: after pauses that grow from 250 ms to 5 s,
 * until a time is over. At most {@value #LIMIT} messages wait for a retry. Thread-safe.
 */
public final class UnroutableRetry implements AutoCloseable {
    /** The maximum number of messages that wait for a retry; further ones fail at once. */
    public static final int LIMIT = 256;

    /** The first pause. */
    public static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    /** The longest pause. */
    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final RequestTimer timer;
    private final Duration time;
    private final Object lock = new Object();
    private final EnumCounters<RetryOutcome> outcomes = new EnumCounters<>(RetryOutcome.class);

    private final Set<Waiting> waiting = new HashSet<>();

    private boolean isClosed;

    /** A message that waits; each is another one. */
    private static final class Waiting {
        private final CompletableFuture<?> result;
        private final UnroutableException lastFailure;

        Waiting(CompletableFuture<?> result, UnroutableException lastFailure) {
            this.result = result;
            this.lastFailure = lastFailure;
        }
    }

    /**
     * Creates a retry.
     *
     * @param time the maximum time to retry, zero to disable it
     */
    public UnroutableRetry(RequestTimer timer, Duration time) {
        this.timer = timer;
        this.time = time;
    }

    /**
     * Sends a message, and retries while there is no edge.
     *
     * @param send sends it once
     * @return completes as the last attempt does; cancelling it ends the retry
     */
    public <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> send) {
        CompletableFuture<T> first = send.get();
        if (time.isZero()) {
            return first;
        }
        ExponentialBackOff pauses = new ExponentialBackOff(FIRST_PAUSE.toMillis(), 2);
        pauses.setMaxInterval(LONGEST_PAUSE.toMillis());
        pauses.setMaxElapsedTime(time.toMillis());
        CompletableFuture<T> result = new CompletableFuture<>();
        follow(first, send, pauses.start(), result);
        return result;
    }

    private <T> void follow(
            CompletableFuture<T> attempt,
            Supplier<CompletableFuture<T>> send,
            BackOffExecution pauses,
            CompletableFuture<T> result) {
        var unused = attempt.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else if (!(cause(failure) instanceof UnroutableException unroutable)
                    || !retry(send, pauses, result, unroutable)) {
                result.completeExceptionally(cause(failure));
            }
        });
    }

    private <T> boolean retry(
            Supplier<CompletableFuture<T>> send,
            BackOffExecution pauses,
            CompletableFuture<T> result,
            UnroutableException failure) {
        long pause = pauses.nextBackOff();
        Waiting message = new Waiting(result, failure);
        synchronized (lock) {
            boolean isOver = isClosed || pause == BackOffExecution.STOP;
            if (isOver || waiting.size() >= LIMIT) {
                outcomes.increment(isOver ? RetryOutcome.GIVEN_UP : RetryOutcome.REFUSED);
                return false;
            }
            waiting.add(message);
        }
        timer.after(Duration.ofMillis(pause), () -> {
            synchronized (lock) {
                if (!waiting.remove(message)) {
                    return;
                }
                outcomes.increment(RetryOutcome.RETRIED);
            }
            if (!result.isDone()) {
                again(send, pauses, result);
            }
        });
        return true;
    }

    private <T> void again(Supplier<CompletableFuture<T>> send, BackOffExecution pauses, CompletableFuture<T> result) {
        try {
            follow(send.get(), send, pauses, result);
        } catch (RuntimeException e) {
            result.completeExceptionally(e); // the node is no longer running
        }
    }

    /** Ends all retries: waiting messages, and later ones, fail as their last attempts did. */
    @Override
    public void close() {
        Set<Waiting> ended;
        synchronized (lock) {
            isClosed = true;
            ended = Set.copyOf(waiting);
            waiting.clear();
            ended.forEach(message -> outcomes.increment(RetryOutcome.GIVEN_UP));
        }
        ended.forEach(message -> message.result.completeExceptionally(message.lastFailure));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    /** Returns the number of messages with this outcome. Any thread. */
    public long count(RetryOutcome outcome) {
        return outcomes.get(outcome);
    }
}
