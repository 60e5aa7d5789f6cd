package io.nodenet.node.core.edge;

import io.nodenet.node.core.turn.Jitter;
import io.nodenet.node.core.turn.Timers;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Has those that watch the edges look at them each second, one after the other, and four times as often while one of them has found something. */
public final class EdgeWatches {
    /** The time between two looks. */
    public static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    /** The time between two looks while somebody wants to look again soon. */
    public static final long URGENT_TICK_NANOS = Duration.ofMillis(250).toNanos();

    private final Timers timers;
    private final RandomGenerator random;
    private final List<EdgeWatch> watches;

    public EdgeWatches(Timers timers, RandomGenerator random, EdgeWatch... watches) {
        this.timers = timers;
        this.random = random;
        this.watches = List.of(watches);
    }

    /** Starts to look. */
    public void start() {
        arm(TICK_NANOS);
    }

    private void arm(long tickNanos) {
        timers.after(Jitter.around(tickNanos, random), () -> {
            boolean urgent = false;
            for (EdgeWatch watch : watches) {
                urgent |= watch.look();
            }
            arm(urgent ? URGENT_TICK_NANOS : TICK_NANOS);
        });
    }
}
