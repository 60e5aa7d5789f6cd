package io.nodenet.node.core.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.ConfigurationException;
import io.nodenet.identity.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoreConfigTest {
    private final CoreConfig.Builder builder = CoreConfig.of(Identity.fromSeed(new byte[32]), 0);

    @Test
    void originatorCacheIsThatOfABusyNodeUnlessToldOtherwise() {
        assertThat(builder.build().originatorCacheKeys()).isEqualTo(4_096);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 64, 65_536})
    void originatorCacheHasAnyPowerOfTwoWithinItsLimits(int keys) {
        assertThat(builder.originatorCacheKeys(keys).build().originatorCacheKeys())
                .isEqualTo(keys);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3, 65_537, Integer.MAX_VALUE})
    void originatorCacheBeyondItsLimitsIsRefused(int keys) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> builder.originatorCacheKeys(keys))
                .withMessage("originatorCacheKeys is " + keys + ": choose a value from 4 to 65536");
    }

    @Test
    void originatorCacheThatIsNoPowerOfTwoIsRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> builder.originatorCacheKeys(100))
                .withMessage("originatorCacheKeys is 100: choose a power of two from 4 to 65536");
    }
}
