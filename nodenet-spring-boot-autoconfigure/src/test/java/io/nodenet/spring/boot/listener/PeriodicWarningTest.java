package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PeriodicWarningTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final PeriodicWarning warning =
            new PeriodicWarning(LoggerFactory.getLogger(PeriodicWarningTest.class), "{} of them, last {}", nanos::get);

    @Test
    void itWarnsAtOnceAndThenOnceAMinuteWithTheCount(CapturedOutput output) {
        for (int i = 1; i <= 100; i++) {
            warning.add("m" + i);
        }
        assertThat(output.getAll().lines().filter(line -> line.contains("of them")))
                .hasSize(1);
        assertThat(output).contains("1 of them, last m1");

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        warning.add("late");
        warning.add("later");

        assertThat(output.getAll().lines().filter(line -> line.contains("of them")))
                .hasSize(2);
        assertThat(output).contains("100 of them, last late");
    }
}
