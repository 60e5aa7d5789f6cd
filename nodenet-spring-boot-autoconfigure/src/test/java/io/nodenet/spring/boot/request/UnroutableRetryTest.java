package io.nodenet.spring.boot.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.BackpressureException;
import io.nodenet.NodeStateException;
import io.nodenet.UnroutableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class UnroutableRetryTest {
    private static final Duration TIME = Duration.ofSeconds(10);

    private final ManualTimer timer = new ManualTimer();
    private final UnroutableRetry retry = new UnroutableRetry(timer, TIME);
    private int attempts;
    private RuntimeException failure = new UnroutableException("no edge");

    private CompletableFuture<Integer> send() {
        attempts++;
        return failure == null ? CompletableFuture.completedFuture(1) : CompletableFuture.failedFuture(failure);
    }

    @Test
    void messageLeavesOnceThereIsAnEdge() {
        CompletableFuture<Integer> sent = retry.run(this::send);
        assertThat(sent).isNotDone();
        failure = null;

        timer.advance(UnroutableRetry.FIRST_PAUSE);

        assertThat(sent).isCompletedWithValue(1);
        assertThat(attempts).isEqualTo(2);
        assertThat(retry.count(RetryOutcome.RETRIED)).isEqualTo(1);
    }

    @Test
    void pausesGrowUntilTheTimeIsOver() {
        CompletableFuture<Integer> sent = retry.run(this::send);
        for (int i = 0; i < 1000; i++) {
            timer.advance(Duration.ofMillis(50));
        }

        assertThatThrownBy(sent::join).cause().isInstanceOf(UnroutableException.class);
        assertThat(attempts).isBetween(5, 8);
        assertThat(retry.count(RetryOutcome.GIVEN_UP)).isEqualTo(1);
        assertThat(timer.size()).isZero();
    }

    @Test
    void otherFailuresAreNotRetried() {
        failure = new BackpressureException("full");

        assertThatThrownBy(() -> retry.run(this::send).join()).cause().isSameAs(failure);
        assertThat(timer.size()).isZero();
    }

    @Test
    void messagesBeyondTheLimitFailAtOnce() {
        for (int i = 0; i < UnroutableRetry.LIMIT; i++) {
            assertThat(retry.run(this::send)).isNotDone();
        }

        assertThat(retry.run(this::send)).isCompletedExceptionally();

        assertThat(retry.count(RetryOutcome.REFUSED)).isEqualTo(1);
        failure = null;
        timer.advance(UnroutableRetry.FIRST_PAUSE);
        failure = new UnroutableException("no edge");
        assertThat(retry.run(this::send)).as("there is room again").isNotDone();
    }

    @Test
    void cancelledMessageIsNotSentAgain() {
        retry.run(this::send).cancel(true);

        timer.advance(TIME);

        assertThat(attempts).isEqualTo(1);
        assertThat(timer.size()).isZero();
    }

    @Test
    void nodeThatNoLongerRunsEndsTheRetry() {
        CompletableFuture<Integer> sent = retry.run(() -> {
            if (attempts > 0) {
                throw new NodeStateException("closed");
            }
            return send();
        });

        timer.advance(UnroutableRetry.FIRST_PAUSE);

        assertThatThrownBy(sent::join).cause().isInstanceOf(NodeStateException.class);
    }

    @Test
    void messageThatWaitsWhenTheApplicationEndsFailsAsItsLastAttemptDid() {
        CompletableFuture<Integer> sent = retry.run(this::send);

        retry.close();

        assertThatThrownBy(sent::join).cause().isSameAs(failure);
        assertThat(retry.run(this::send)).as("a later one").isCompletedExceptionally();
        assertThat(retry.count(RetryOutcome.GIVEN_UP)).isEqualTo(2);
        timer.advance(TIME);
        assertThat(attempts).isEqualTo(2);
    }

    @Test
    void withoutATimeTheFutureOfTheNodeIsReturnedAsItIs() {
        CompletableFuture<Integer> own = new CompletableFuture<>();

        assertThat(new UnroutableRetry(timer, Duration.ZERO).run(() -> own)).isSameAs(own);
    }
}
