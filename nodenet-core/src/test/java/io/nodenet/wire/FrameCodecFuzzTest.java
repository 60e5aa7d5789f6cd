package io.nodenet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/** Parses random bytes as a frame: the parts lie inside the input, cover it, and encode to the same frame again. */
@Tag("fuzz")
class FrameCodecFuzzTest {
    private static final int MARGIN = 3;

    @FuzzTest
    void parsesWhatItEncodes(byte[] data) {
        byte[] array = new byte[data.length + 2 * MARGIN];
        System.arraycopy(data, 0, array, MARGIN, data.length);
        FrameHeader header = new FrameHeader();

        Outcome outcome = FrameCodec.parse(array, MARGIN, data.length, header);

        switch (outcome) {
            case OK -> isWhole(data, array, header);
            case SHORT_BUFFER -> assertThat(header.payloadLength()).isZero();
            case BAD_VERSION -> assertThat(data[0]).isNotEqualTo((byte) FrameCodec.FRAME_VERSION);
            case FRAME_TOO_LARGE ->
                assertThat(Varint.value(data, 2, Varint.width(data, 2, data.length)))
                        .satisfies(length -> assertThat(Long.compareUnsigned(length, FrameCodec.MAX_FRAME_PAYLOAD))
                                .isPositive());
            default -> throw new AssertionError(outcome);
        }
    }

    private static void isWhole(byte[] data, byte[] array, FrameHeader header) {
        int payloadAt = header.payloadOffset() - MARGIN;
        assertThat(header.typeCode()).isEqualTo(data[1] & 0xff);
        assertThat(payloadAt).isBetween(3, 2 + Varint.MAX_LENGTH);
        assertThat(header.restLength()).isNotNegative();
        assertThat(header.restOffset() + header.restLength()).isEqualTo(MARGIN + data.length);

        int length = FrameCodec.frameLength(header.payloadLength());
        byte[] encoded = new byte[length];
        assertThat(FrameCodec.encode(
                        header.typeCode(), array, header.payloadOffset(), header.payloadLength(), encoded, 0))
                .isEqualTo(Outcome.OK);
        FrameHeader again = new FrameHeader();
        assertThat(FrameCodec.parse(encoded, 0, length, again)).isEqualTo(Outcome.OK);
        assertThat(again.typeCode()).isEqualTo(header.typeCode());
        assertThat(again.restLength()).isZero();
        assertThat(Arrays.copyOfRange(encoded, again.payloadOffset(), length))
                .isEqualTo(Arrays.copyOfRange(data, payloadAt, payloadAt + header.payloadLength()));
        if (payloadAt == FrameCodec.headerLength(header.payloadLength())) {
            assertThat(encoded).isEqualTo(Arrays.copyOf(data, length));
        }
    }
}
