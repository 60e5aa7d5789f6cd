package io.nodenet.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpreadTest {
    private static Figure figure(double value, @Nullable Double limit) {
        return new Figure("frames", "one edge", value, "frames/s", limit);
    }

    @Test
    void medianAndSpreadAreThoseOfTheValuesAndOfTheRatiosEachForItself() {
        Spread spread = new Spread(List.of(figure(30, 100.0), figure(10, 10.0), figure(20, 40.0)));

        assertThat(spread.toMap())
                .containsEntry("processes", 3)
                .containsEntry("value", 20.0)
                .containsEntry("valueLow", 10.0)
                .containsEntry("valueHigh", 30.0)
                .containsEntry("ratio", 0.5)
                .containsEntry("ratioLow", 0.3)
                .containsEntry("ratioHigh", 1.0);
    }

    @Test
    void aFigureWithoutALimitHasNoRatio() {
        assertThat(new Spread(List.of(figure(1, null))).toMap())
                .containsEntry("value", 1.0)
                .doesNotContainKey("ratio");
    }

    @Test
    void theMedianOfTwoIsBetweenThem() {
        double[] values = {3, 1};

        assertThat(Spread.median(values)).isEqualTo(2);
        assertThat(Arrays.toString(values)).as("left as they are").isEqualTo("[3.0, 1.0]");
    }
}
