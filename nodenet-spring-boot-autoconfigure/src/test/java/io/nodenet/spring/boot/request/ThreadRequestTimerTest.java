package io.nodenet.spring.boot.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

class ThreadRequestTimerTest {
    private static final Duration LONG = Duration.ofDays(365);

    private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

    @Test
    void taskRunsOnTheThreadOfTheTimerUnlessItWasCancelled() throws Exception {
        try (ThreadRequestTimer timer = new ThreadRequestTimer(new CustomizableThreadFactory("timer-"))) {
            timer.after(LONG, () -> ran.add("never")).run();
            timer.after(Duration.ZERO, () -> ran.add("cancelled")).run();
            timer.after(
                    Duration.ofMillis(1), () -> ran.add(Thread.currentThread().getName()));

            String name = "";
            while (!name.equals("timer-1")) { // the second one may have run before it was cancelled
                name = ran.poll(20, TimeUnit.SECONDS);
                assertThat(name).isIn("cancelled", "timer-1");
            }
        }
    }

    @Test
    void closedTimerForgetsItsTasksAndTakesNoMore() {
        ThreadRequestTimer timer = new ThreadRequestTimer(new CustomizableThreadFactory("timer-"));
        timer.after(LONG, () -> ran.add("never"));

        timer.close();
        timer.after(Duration.ZERO, () -> ran.add("never"));

        assertThat(ran).isEmpty();
    }
}
