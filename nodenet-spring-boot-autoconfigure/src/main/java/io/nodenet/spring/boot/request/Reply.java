package io.nodenet.spring.boot.request;

import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.message.PlainText;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The reply to a request of a peer: only the first result is sent. Thread-safe. */
public final class Reply {
    private final Replies replies;
    private final ReceivedMessage request;
    private final AtomicBoolean isGiven = new AtomicBoolean();
    private final Runnable cancelTimeout;

    Reply(Replies replies, ReceivedMessage request, RequestTimer timer, Duration timeout) {
        this.replies = replies;
        this.request = request;
        this.cancelTimeout =
                timer.after(timeout, () -> finish(() -> replies.fail(request, FailureReason.TIMED_OUT, "")));
    }

    /** Sends the result of a listener, or its failure, once it completes. */
    public void follow(CompletionStage<?> result, Consumer<? super Throwable> failed) {
        var unused = result.whenComplete((value, failure) -> {
            if (failure == null) {
                give(value, failed);
            } else {
                fail(failure);
            }
        });
    }

    /** Sends a result, null for none; if it cannot be sent, the exception goes to the caller and the peer is informed. */
    public void give(@Nullable Object value, Consumer<? super Throwable> failed) {
        finish(() -> {
            try {
                return replies.reply(request, value);
            } catch (Throwable e) { // an error as well, as when a listener throws one
                failed.accept(e);
                return replies.fail(request, FailureReason.FAILED, FailureText.of(e));
            }
        });
    }

    /** Informs the peer that its request has failed, with the part of the failure that may be disclosed. */
    public void fail(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        finish(() -> replies.fail(request, FailureReason.FAILED, FailureText.of(cause == null ? failure : cause)));
    }

    /**
     * Informs the peer that there is no handler for its request, in a text truncated to {@value RemoteFailureException#MAX_CHARACTERS}
     * characters.
     */
    public void refuse(FailureReason reason, String text) {
        finish(() -> replies.refuse(request, reason, PlainText.oneLine(text, RemoteFailureException.MAX_CHARACTERS)));
    }

    private void finish(Supplier<CompletableFuture<Void>> sending) {
        if (isGiven.compareAndSet(false, true)) {
            cancelTimeout.run();
            CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);
            try {
                sent = sending.get();
            } finally {
                var unused = sent.whenComplete((value, failure) -> replies.end(request));
            }
        }
    }
}
