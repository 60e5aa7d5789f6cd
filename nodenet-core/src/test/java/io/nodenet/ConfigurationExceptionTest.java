package io.nodenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfigurationExceptionTest {
    @Test
    void boundsAreWithinTheRange() {
        assertThat(ConfigurationException.requireRange("port", 0, 0, 65_535)).isZero();
        assertThat(ConfigurationException.requireRange("port", 65_535, 0, 65_535))
                .isEqualTo(65_535);
        assertThat(ConfigurationException.requireAtLeast("timeout", Duration.ZERO, Duration.ZERO))
                .isZero();
    }

    @Test
    void valueOutOfRangeIsNamedWithTheRange() {
        for (int value : new int[] {-1, 65_536}) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> ConfigurationException.requireRange("port", value, 0, 65_535))
                    .withMessage("port is " + value + ": choose a value from 0 to 65535");
        }
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfigurationException.requireAtLeast(
                        "timeout", Duration.ofSeconds(29), Duration.ofSeconds(30)))
                .withMessage("timeout is PT29S: choose at least PT30S");
    }
}
