package io.nodenet.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the virtual time of a network and the threads of an application meet. */
class NetworkThreadTest {
    private static final long WAIT_SECONDS = 20;

    private final VirtualTime time = new VirtualTime();
    private final NetworkThread thread = new NetworkThread(time);

    @AfterEach
    void close() {
        thread.close();
    }

    private void schedule(Runnable task, Duration delay) {
        thread.call(() -> time.schedule(task, delay.toNanos()));
    }

    @Test
    void timeFollowsTheRealClock() throws Exception {
        CompletableFuture<Long> due = new CompletableFuture<>();
        long before = thread.nanos();

        schedule(() -> due.complete(thread.nanos()), Duration.ofMillis(20));

        long after = due.get(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(after - before).isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
        assertThat(thread.nanos()).isGreaterThanOrEqualTo(after);
    }

    @Test
    void timeThatIsSetAheadRunsWhatIsDueAtItsInstant() {
        List<Duration> ran = new ArrayList<>();
        Duration start = thread.call(time::elapsed);
        for (int minutes : new int[] {50, 10, 30}) {
            schedule(() -> ran.add(time.elapsed().minus(start)), Duration.ofMinutes(minutes));
        }
        long nanos = thread.nanos();
        long wall = thread.wallNanos();

        thread.advance(Duration.ofMinutes(40));

        assertThat(ran).hasSize(2).isSorted();
        assertThat(ran.get(0)).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(20));
        assertThat(ran.get(1)).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(40));
        assertThat(thread.nanos() - nanos)
                .isGreaterThanOrEqualTo(Duration.ofMinutes(40).toNanos());
        assertThat(thread.wallNanos() - wall)
                .isGreaterThanOrEqualTo(Duration.ofMinutes(40).toNanos());
    }

    @Test
    void whatATaskThrowsIsThrownToItsCallerAndNobodyElse() {
        assertThatThrownBy(() -> thread.call(() -> {
                    throw new IllegalArgumentException("refused");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("refused");

        thread.check();
    }

    @Test
    void anEventThatFailsIsReportedAndTheOthersRun() {
        List<String> ran = new ArrayList<>();
        schedule(
                () -> {
                    throw new AssertionError("invariant");
                },
                Duration.ofMinutes(1));
        schedule(() -> ran.add("later"), Duration.ofMinutes(2));

        thread.advance(Duration.ofMinutes(3));

        assertThat(ran).containsExactly("later");
        assertThatThrownBy(thread::check)
                .isInstanceOf(AssertionError.class)
                .cause()
                .hasMessage("invariant");
    }

    @Test
    void aTaskOnTheThreadIsAnEventOfItsOwn() {
        assertThat(thread.call(thread::isCurrent)).isTrue();
        assertThat(thread.call(() -> thread.call(() -> 7))).isEqualTo(7);
        assertThat(thread.isCurrent()).isFalse();
    }

    @Test
    void aClosedThreadRefusesCallsAndDropsTasks() {
        thread.call(() -> 1);
        thread.close();

        thread.execute(() -> {
            throw new AssertionError("ran");
        });
        assertThatThrownBy(() -> thread.call(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
