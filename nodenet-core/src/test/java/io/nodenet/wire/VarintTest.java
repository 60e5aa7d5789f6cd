package io.nodenet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VarintTest {
    private final byte[] bytes = new byte[Varint.MAX_LENGTH];

    @Test
    void lengthChangesAtEachPowerOf128() {
        for (int width = 1; width < Varint.MAX_LENGTH; width++) {
            long limit = 1L << (7 * width);
            assertThat(Varint.length(limit - 1)).isEqualTo(width);
            assertThat(Varint.length(limit)).isEqualTo(width + 1);
        }
        assertThat(Varint.length(0)).isEqualTo(1);
        assertThat(Varint.length(-1)).isEqualTo(Varint.MAX_LENGTH);
    }

    @Test
    void everyValueSurvivesTheRoundTripInItsMinimalWidth() {
        Random random = new Random(4);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >>> random.nextInt(Long.SIZE);
            int end = Varint.write(value, bytes, 0);

            assertThat(end).isEqualTo(Varint.length(value));
            assertThat(Varint.width(bytes, 0, end)).isEqualTo(end);
            assertThat(Varint.value(bytes, 0, end)).isEqualTo(value);
            assertThat(Varint.width(bytes, 0, end - 1)).isEqualTo(Varint.MALFORMED);
        }
    }

    @Test
    void emptyRangeIsMalformed() {
        assertThat(Varint.width(bytes, 3, 3)).isEqualTo(Varint.MALFORMED);
    }
}
