package io.nodenet.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A minute of load with paranoid leak detection; {@code scripts/soak} runs ten. */
class SoakIT {
    private static final Duration MINUTE = Duration.ofSeconds(Long.getLong("nodenet.soak.seconds", 60));

    /** Growth that caches and the JIT compiler may cause between the halves of a minute. */
    private static final double SLACK_MIB = 8;

    @Test
    void memoryIsFlatUnderLoad() throws Exception {
        List<Figure> figures = new SoakScenario().run(MINUTE);

        assertThat(figures.get(1).value())
                .as("messages received")
                .isGreaterThan(0.9 * figures.get(0).value());
        for (Figure memory : figures.subList(2, 4)) {
            assertThat(memory.value()).as(memory.figure()).isLessThan(1.1 * memory.limit() + SLACK_MIB);
        }
    }
}
