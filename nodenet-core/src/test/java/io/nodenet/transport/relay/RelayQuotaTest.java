package io.nodenet.transport.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.transport.RelayLimits;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How much relay sessions may carry. */
class RelayQuotaTest {
    private static final int PACKET = 1_200;

    private static RelayQuota.Share share(RelayQuota quota) {
        return Objects.requireNonNull(quota.open());
    }

    @Test
    void endedSessionMakesRoomForOneAndOnlyOnce() {
        RelayQuota quota = new RelayQuota(new RelayLimits(2, 1_000, 1_000, Duration.ofSeconds(1)));
        RelayQuota.Share first = share(quota);
        share(quota);
        assertThat(quota.open()).isNull();

        first.close();
        first.close();

        assertThat(quota.sessions()).isOne();
        assertThat(quota.open()).isNotNull();
        assertThat(quota.open()).isNull();
    }

    @Test
    void datagramOfAnySizeOfQuicPassesEvenAtALowRate() {
        RelayQuota quota = new RelayQuota(new RelayLimits(1, 100, 100, Duration.ofSeconds(1)));

        assertThat(share(quota).tryCarry(65_507, 0)).isTrue();
    }

    @Test
    void tenfoldRateCarriesTenfoldInPacketsToo() {
        RelayQuota quota = new RelayQuota(new RelayLimits(1, 2_500_000, 20_000_000, Duration.ofSeconds(1)));
        RelayQuota.Share share = share(quota);

        int carried = 0;
        for (int millis = 0; millis < 10_000; millis++) {
            for (int i = 0; i < 4; i++) {
                carried += share.tryCarry(PACKET, millis * 1_000_000L) ? PACKET : 0;
            }
        }

        assertThat(carried).isBetween(25_000_000, 27_000_000);
    }

    /** A session that is alone has a sixteenth of what all of them have at the most: nobody takes the whole relay (W-24). */
    @Test
    void floodOfOneSessionLeavesTheRestToTheOthers() {
        RelayQuota quota = new RelayQuota(RelayLimits.DEFAULTS);
        RelayQuota.Share greedy = share(quota);
        RelayQuota.Share modest = share(quota);

        int refused = 0;
        for (int millis = 0; millis < 10_000; millis++) {
            for (int i = 0; i < 20; i++) {
                greedy.tryCarry(PACKET, millis * 1_000_000L);
            }
            if (millis % 10 == 0 && !modest.tryCarry(PACKET, millis * 1_000_000L)) {
                refused++;
            }
        }

        assertThat(refused).isZero();
    }
}
