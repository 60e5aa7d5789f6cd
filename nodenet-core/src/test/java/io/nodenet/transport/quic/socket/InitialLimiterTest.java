package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InitialLimiterTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static AddressKey key(String address) throws UnknownHostException {
        return AddressKey.of(InetAddress.getByName(address));
    }

    private static int opened(InitialLimiter limiter, String pattern, int attempts, long nowNanos)
            throws UnknownHostException {
        int opened = 0;
        for (int i = 0; i < attempts; i++) {
            if (limiter.tryOpen(key(String.format(pattern, i)), nowNanos)) {
                opened++;
            }
        }
        return opened;
    }

    @Test
    void addressMayTryItsBurstAndThenItsRate() throws Exception {
        InitialLimiter limiter = new InitialLimiter(4, 2);
        assertThat(opened(limiter, "192.0.2.1", 10, 0)).isEqualTo(4);
        assertThat(opened(limiter, "192.0.2.2", 10, 0)).as("another one").isEqualTo(4);
        assertThat(opened(limiter, "192.0.2.1", 10, SECOND)).isEqualTo(2);
    }

    @Test
    void prefixesMayTryTwiceAndFourTimesAsOften() throws Exception {
        InitialLimiter limiter = new InitialLimiter(4, 2);
        assertThat(opened(limiter, "2001:db8:1:2300::%x", 10, 0)).as("a /64").isEqualTo(4);
        assertThat(opened(limiter, "2001:db8:1:23%02x::1", 20, 0))
                .as("the rest of its /56")
                .isEqualTo(4);
        assertThat(opened(limiter, "2001:db8:1:%x00::1", 20, 0))
                .as("the rest of its /48")
                .isEqualTo(8);
        assertThat(opened(limiter, "2001:db8:1:%x00::1", 100, SECOND)).isEqualTo(8);
    }

    @Test
    void of4096PrefixesEachIsRememberedAndForOneMoreTheOneThatWasQuietForLongestIsForgotten() throws Exception {
        InitialLimiter limiter = new InitialLimiter(1, 0.001);
        for (int i = 0; i < 4096; i++) {
            assertThat(limiter.tryOpen(address(i), 0)).isTrue();
        }
        for (int i = 0; i < 4096; i++) {
            assertThat(limiter.tryOpen(address(i), 0)).as("remembered").isFalse();
        }
        assertThat(limiter.prefixes()).isEqualTo(4096);

        assertThat(limiter.tryOpen(address(0), 0)).isFalse();
        assertThat(limiter.tryOpen(address(4096), 0)).isTrue();

        assertThat(limiter.prefixes()).isEqualTo(4096);
        assertThat(limiter.tryOpen(address(0), 0)).as("was not quiet").isFalse();
        assertThat(limiter.tryOpen(address(4096), 0)).as("the newest").isFalse();
        assertThat(limiter.tryOpen(address(1), 0))
                .as("forgotten, so it may try again")
                .isTrue();
    }

    private static AddressKey address(int number) throws UnknownHostException {
        return key(String.format("10.1.%d.%d", number / 256, number % 256));
    }

    @Test
    void burstThatIsNotPositiveIsNoLimit() throws Exception {
        InitialLimiter limiter = new InitialLimiter(0, 0);
        assertThat(opened(limiter, "192.0.2.1", 1000, 0)).isEqualTo(1000);
        assertThat(limiter.prefixes()).isZero();
    }
}
