package io.nodenet.spring.boot.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** More messages than an application can handle cost it neither memory nor its node's loop, and none of them vanishes without a count. */
class SlowListenerIT {
    private static final long MESSAGES = 300_000;
    private static final long PER_SECOND = 20_000;
    /** No turn waits for a message to be handled; how long one takes otherwise depends on who else wants the processor. */
    private static final long TURN_BOUND_MICROS =
            Duration.ofMillis(SlowListenerLoad.SLOW_MILLIS).toNanos() / 1000;

    /** Growth that caches and the JIT compiler may cause. */
    private static final double SLACK_KIB = 8 << 10;

    @Test
    void floodIntoASlowListenerIsShedAndCountedWithFlatMemoryAndShortTurns() throws Exception {
        Map<String, Long> figures = Figures.of(new ProcessBuilder(
                        Figures.java(SlowListenerLoad.class, String.valueOf(MESSAGES), String.valueOf(PER_SECOND)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());

        assertThat(figures.get("turn-p99-micros")).as(figures.toString()).isLessThan(TURN_BOUND_MICROS);
        assertThat(figures.get("sent")).isEqualTo(MESSAGES);
        assertThat(figures.get("delivered") + figures.get("dropped-pending-messages-full"))
                .as("delivered and dropped")
                .isEqualTo(MESSAGES);
        assertThat(figures.get("handled")).isEqualTo(figures.get("delivered"));
        assertThat(figures.get("dropped-pending-messages-full")).isGreaterThan(MESSAGES / 2);
        assertFlat(figures, "heap");
        assertFlat(figures, "direct");
    }

    private static void assertFlat(Map<String, Long> figures, String memory) {
        assertThat((double) figures.get(memory + "-second-half-kib"))
                .as(memory + " of " + figures)
                .isLessThan(1.1 * figures.get(memory + "-first-half-kib") + SLACK_KIB);
    }
}
