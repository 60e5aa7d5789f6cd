package io.nodenet.node.core.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimersTest {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    private final Turn turn = new Turn();
    private final Timers timers = new Timers(turn);
    private final List<String> ran = new ArrayList<>();

    private Timers.Deadline after(long delayNanos, String name) {
        return timers.after(delayNanos, () -> ran.add(name));
    }

    private void fireAt(long nowNanos) {
        turn.begin(nowNanos, 0);
        timers.fire();
    }

    @Test
    void earliestRunsFirstAndThoseOfOneInstantInTheOrderTheyWereSet() {
        after(20, "late");
        after(10, "first");
        after(10, "second");
        assertThat(timers.nextDeadline()).isEqualTo(10);

        fireAt(10);
        assertThat(ran).containsExactly("first", "second");
        assertThat(timers.nextDeadline()).isEqualTo(20);
        fireAt(30);

        assertThat(ran).containsExactly("first", "second", "late");
        assertThat(timers.nextDeadline()).isEqualTo(Timers.NONE);
    }

    @Test
    void cancelledDeadlineNeitherRunsNorIsWaitedFor() {
        Timers.Deadline first = after(10, "first");
        after(20, "second");

        first.cancel();

        assertThat(timers.nextDeadline()).isEqualTo(20);
        fireAt(20);
        assertThat(ran).containsExactly("second");
        first.cancel();
        assertThat(timers.nextDeadline()).isEqualTo(Timers.NONE);
    }

    @Test
    void actionMayCancelWhatIsDueAtItsInstantAndSetWhatIsDueAtOnce() {
        List<Timers.Deadline> later = new ArrayList<>();
        timers.after(10, () -> {
            later.get(0).cancel();
            after(0, "set meanwhile");
        });
        later.add(after(10, "cancelled meanwhile"));

        fireAt(10);

        assertThat(ran).containsExactly("set meanwhile");
    }

    @Test
    void deadlinesThatWereCancelledAreKeptNoLonger() {
        after(HOUR_NANOS, "awaited");
        for (int i = 0; i < 10_000; i++) {
            after(HOUR_NANOS, "cancelled").cancel();
        }

        assertThat(timers.size()).isEqualTo(1);
        fireAt(HOUR_NANOS);
        assertThat(ran).containsExactly("awaited");
    }
}
