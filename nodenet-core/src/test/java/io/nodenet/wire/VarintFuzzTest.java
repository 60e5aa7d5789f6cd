package io.nodenet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/** Holds the varint decoder against a naive one that counts in big integers. */
@Tag("fuzz")
class VarintFuzzTest {
    private static final int MAX_BITS = 64;

    @FuzzTest
    void decodesAsTheNaiveDecoderDoes(byte[] data) {
        int width = Varint.width(data, 0, data.length);
        int expected = naiveWidth(data);

        assertThat(width).isEqualTo(expected);
        assertThat(new Cursor().reset(data).uvarint())
                .isEqualTo(width < 0 ? 0 : naiveValue(data, width).longValue());
        if (width > 0) {
            long value = Varint.value(data, 0, width);
            assertThat(value).isEqualTo(naiveValue(data, width).longValue());
            encodesMinimally(value, data, width);
        }
    }

    private static void encodesMinimally(long value, byte[] data, int width) {
        int length = Varint.length(value);
        byte[] encoded = new byte[length];
        ByteBuf buffer = Unpooled.buffer(length, length);

        assertThat(Varint.write(value, encoded, 0)).isEqualTo(length);
        Varint.write(value, buffer);

        assertThat(length).isBetween(1, width);
        assertThat(Varint.width(encoded, 0, length)).isEqualTo(length);
        assertThat(Varint.value(encoded, 0, length)).isEqualTo(value);
        assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(encoded);
        if (length == width) {
            assertThat(encoded).isEqualTo(Arrays.copyOf(data, width));
        }
    }

    private static int naiveWidth(byte[] data) {
        for (int i = 0; i < data.length && i < Varint.MAX_LENGTH; i++) {
            if (data[i] >= 0) {
                return naiveValue(data, i + 1).bitLength() > MAX_BITS ? Varint.MALFORMED : i + 1;
            }
        }
        return Varint.MALFORMED;
    }

    private static BigInteger naiveValue(byte[] data, int width) {
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < width; i++) {
            value = value.add(BigInteger.valueOf(data[i] & 0x7f).shiftLeft(7 * i));
        }
        return value;
    }
}
