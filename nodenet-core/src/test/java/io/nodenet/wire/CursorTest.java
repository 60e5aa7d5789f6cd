package io.nodenet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CursorTest {
    private final Cursor cursor = new Cursor();

    @Test
    void readsFieldsInOrder() {
        byte[] bytes = Vectors.unhex("ff" + "fffffffe" + "8000000000000001" + "ac02" + "0a0b" + "11".repeat(32));
        cursor.reset(bytes);

        assertThat(cursor.u8()).isEqualTo(255);
        assertThat(cursor.u32()).isEqualTo(-2);
        assertThat(cursor.i64()).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(cursor.uvarint()).isEqualTo(300);
        assertThat(cursor.bytes(2)).containsExactly(0x0a, 0x0b);
        assertThat(cursor.nodeId()).hasToString("11".repeat(32));
        assertThat(cursor.isCleanEnd()).isTrue();
    }

    @Test
    void failureSticksAndNothingMovesAfterIt() {
        cursor.reset(new byte[] {1, 2, 3});
        cursor.u8();

        assertThat(cursor.u32()).isZero();

        assertThat(cursor.failed()).isTrue();
        assertThat(cursor.u8()).isZero();
        assertThat(cursor.i64()).isZero();
        assertThat(cursor.uvarint()).isZero();
        assertThat(cursor.length()).isZero();
        assertThat(cursor.bytes(1)).isEmpty();
        assertThat(cursor.nodeId()).isSameAs(NodeId.ZERO);
        assertThat(cursor.skip(1)).isEqualTo(1);
        assertThat(cursor.position()).isEqualTo(1);
        assertThat(cursor.remaining()).isZero();
        assertThat(cursor.isCleanEnd()).isFalse();
        assertThat(cursor.reset(new byte[] {7}).u8()).isEqualTo(7);
    }

    @Test
    void readingStopsAtTheEndOfTheRangeNotOfTheArray() {
        cursor.reset(new byte[] {1, 2, 3, 4, 5, 6}, 1, 3);

        assertThat(cursor.skip(3)).isEqualTo(1);
        assertThat(cursor.isCleanEnd()).isTrue();
        cursor.u8();
        assertThat(cursor.failed()).isTrue();
    }

    @Test
    void hugeDeclaredLengthIsRefusedUnsigned() {
        for (String declared : List.of("ffffffffffffffffff01", "80808080808080808001", "8080808010", "05")) {
            cursor.reset(Vectors.unhex(declared + "aabbccdd"));
            assertThat(cursor.length()).isZero();
            assertThat(cursor.failed()).isTrue();
        }
        cursor.reset(Vectors.unhex("04aabbccdd"));
        assertThat(cursor.length()).isEqualTo(4);
        assertThat(cursor.failed()).isFalse();
    }

    @Test
    void countIsBoundedByWhatCouldBeLeft() {
        cursor.reset(Vectors.unhex("02aabbccdd"));
        assertThat(cursor.count(2)).isEqualTo(2);
        cursor.reset(Vectors.unhex("02aabbcc"));
        assertThat(cursor.count(2)).isZero();
        assertThat(cursor.failed()).isTrue();
    }

    @Test
    void negativeLengthFails() {
        cursor.reset(new byte[4]);
        cursor.skip(-1);
        assertThat(cursor.failed()).isTrue();
    }

    @Test
    void rangeOutsideOfTheArrayIsAMistakeOfTheCaller() {
        byte[] bytes = new byte[4];
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> cursor.reset(bytes, 3, 2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> cursor.reset(bytes, -1, 2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> cursor.reset(bytes, 1, Integer.MAX_VALUE));
    }

    @Test
    void randomReadsOfRandomBytesNeverThrow() {
        Random random = new Random(5);
        List<Endpoint> endpoints = new ArrayList<>();
        FrameHeader header = new FrameHeader();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            int offset = random.nextInt(bytes.length + 1);
            int length = random.nextInt(bytes.length - offset + 1);
            cursor.reset(bytes, offset, length);
            while (!cursor.failed() && cursor.remaining() > 0) {
                readSomething(random, endpoints);
                assertThat(cursor.position()).isBetween(offset, offset + length);
            }
            if (length > 0) {
                bytes[offset] = FrameCodec.FRAME_VERSION;
            }
            if (FrameCodec.parse(bytes, offset, length, header).isOk()) {
                assertThat(header.restOffset() + header.restLength()).isEqualTo(offset + length);
                assertThat(header.type()).isNotNull();
            }
        }
    }

    private void readSomething(Random random, List<Endpoint> endpoints) {
        endpoints.clear();
        switch (random.nextInt(9)) {
            case 0 -> cursor.u8();
            case 1 -> cursor.u32();
            case 2 -> cursor.i64();
            case 3 -> cursor.uvarint();
            case 4 -> cursor.bytes(random.nextInt(20) - 2);
            case 5 -> cursor.nodeId();
            case 6 -> cursor.skip(cursor.length());
            case 7 -> AddressCodec.read(cursor);
            default -> AddressCodec.readList(cursor, AddressCodec.MAX_ADDRESSES, endpoints);
        }
    }
}
