package io.nodenet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/** Reads random ranges with random reads: no read leaves the range, and none moves a cursor that has failed. */
@Tag("fuzz")
class CursorFuzzTest {
    private static final int MAX_READS = 64;
    private static final int MAX_LENGTH = 256;

    @FuzzTest
    void staysInsideItsRange(FuzzedDataProvider data) {
        int offset = data.consumeInt(0, 4);
        int tail = data.consumeInt(0, 4);
        int reads = data.consumeInt(1, MAX_READS);
        byte[] choices = data.consumeBytes(2 * reads);
        byte[] input = data.consumeBytes(MAX_LENGTH);
        byte[] array = new byte[offset + input.length + tail];
        Arrays.fill(array, (byte) 1);
        System.arraycopy(input, 0, array, offset, input.length);
        Cursor cursor = new Cursor().reset(array, offset, input.length);
        for (int i = 0; i + 1 < choices.length; i += 2) {
            boolean failed = cursor.failed();
            int before = cursor.position();

            long answer = read(cursor, choices[i] & 7, choices[i + 1]);

            assertThat(cursor.position()).isBetween(before, offset + input.length);
            assertThat(cursor.array()).isSameAs(array);
            if (failed) {
                assertThat(cursor.failed()).isTrue();
                assertThat(cursor.position()).isEqualTo(before);
                assertThat(answer).isZero();
            }
            if (cursor.failed()) {
                assertThat(cursor.remaining()).isZero();
                assertThat(cursor.isCleanEnd()).isFalse();
            } else {
                assertThat(cursor.remaining()).isEqualTo(offset + input.length - cursor.position());
                assertThat(cursor.isCleanEnd()).isEqualTo(cursor.remaining() == 0);
            }
        }
    }

    /** Makes one read; answers something that is zero if nothing was read. */
    private static long read(Cursor cursor, int kind, int argument) {
        int before = cursor.position();
        return switch (kind) {
            case 0 -> cursor.u8();
            case 1 -> cursor.u32();
            case 2 -> cursor.i64();
            case 3 -> cursor.uvarint();
            case 4 -> cursor.length();
            case 5 -> {
                int itemBytes = 1 + (argument & 0x7f);
                int count = cursor.count(itemBytes);
                assertThat((long) count * itemBytes).isBetween(0L, (long) cursor.remaining());
                yield count;
            }
            case 6 -> {
                byte[] bytes = cursor.bytes(argument);
                assertThat(cursor.position() - before).isEqualTo(bytes.length);
                yield bytes.length;
            }
            default -> {
                assertThat(cursor.skip(argument)).isEqualTo(before);
                yield cursor.position() - before + cursor.nodeId().leadingZeroBits() % 256;
            }
        };
    }
}
