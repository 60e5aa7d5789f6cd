package io.nodenet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class FrameVectorsTest {
    /** Bytes before and after the input, to catch a decoder that strays. */
    private static final int MARGIN = 5;

    private final Vectors vectors = Vectors.load("frames.json");

    @Test
    void everyArrayIsExercised() {
        assertThat(vectors.names())
                .containsExactlyInAnyOrder(
                        "constants",
                        "types",
                        "varint_encode",
                        "varint_decode",
                        "encode",
                        "encode_large",
                        "encode_errors",
                        "decode");
    }

    @Test
    void constantsAreTheRecordedOnes() {
        Vectors.Row constants = vectors.root().row("constants");

        assertThat(constants.names()).containsExactlyInAnyOrder("version", "max_frame_payload", "max_packet");
        assertThat(FrameCodec.FRAME_VERSION).isEqualTo(constants.integer("version"));
        assertThat(FrameCodec.MAX_FRAME_PAYLOAD).isEqualTo(constants.integer("max_frame_payload"));
        assertThat(FrameCodec.MAX_PACKET).isEqualTo(constants.integer("max_packet"));
    }

    @Test
    void typesAreTheRecordedOnes() {
        Vectors.Row recorded = vectors.root().row("types");
        Map<String, Integer> expected = new TreeMap<>();
        recorded.names().forEach(name -> expected.put(name, recorded.integer(name)));
        Map<String, Integer> ours = new TreeMap<>();
        for (FrameType type : FrameType.values()) {
            if (type != FrameType.UNKNOWN) {
                ours.put(type.name().toLowerCase(Locale.ROOT), type.code());
            }
        }

        assertThat(ours).isEqualTo(expected);
    }

    @Test
    void varintsAreEncodedAsRecorded() {
        vectors.each("varint_encode", row -> {
            long value = row.int64("value");
            byte[] expected = row.bytes("bytes");
            byte[] target = new byte[Varint.MAX_LENGTH];
            ByteBuf buffer = Unpooled.buffer(Varint.MAX_LENGTH, Varint.MAX_LENGTH);

            int end = Varint.write(value, target, 0);
            Varint.write(value, buffer);

            assertThat(Arrays.copyOf(target, end)).isEqualTo(expected);
            assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(expected);
            assertThat(Varint.length(value)).isEqualTo(expected.length);
        });
    }

    @Test
    void varintsAreDecodedAsRecorded() {
        Cursor cursor = new Cursor();
        vectors.each("varint_decode", row -> {
            byte[] input = row.bytes("bytes");
            cursor.reset(withMargin(input), MARGIN, input.length);

            long value = cursor.uvarint();

            row.ignore("non_minimal"); // accepted here, which every flag allows
            assertThat(cursor.failed()).isEqualTo(!row.string("outcome").equals("ok"));
            if (!cursor.failed()) {
                assertThat(value).isEqualTo(row.int64("value"));
                assertThat(cursor.position() - MARGIN).isEqualTo(row.integer("consumed"));
            }
        });
    }

    @Test
    void framesAreEncodedAsRecorded() {
        vectors.each("encode", row -> {
            byte[] payload = row.bytes("payload");
            byte[] expected = row.bytes("frame");
            byte[] target = new byte[FrameCodec.frameLength(payload.length)];

            assertThat(FrameCodec.encode(row.integer("type"), payload, 0, payload.length, target, 0))
                    .isEqualTo(Outcome.OK);

            assertThat(target).isEqualTo(expected);
            FrameType type = FrameType.ofCode(row.integer("type"));
            if (type != FrameType.UNKNOWN) {
                ByteBuf buffer = PooledByteBufAllocator.DEFAULT.heapBuffer(target.length, target.length);
                try {
                    assertThat(FrameCodec.encode(type, payload, 0, payload.length, buffer))
                            .isEqualTo(Outcome.OK);
                    assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(expected);
                } finally {
                    buffer.release();
                }
            }
        });
    }

    @Test
    void largeFramesAreEncodedAsRecorded() {
        vectors.each("encode_large", row -> {
            byte[] payload = filled(row.row("payload_fill"));
            byte[] frame = new byte[row.integer("frame_length")];

            assertThat(FrameCodec.encode(row.integer("type"), payload, 0, payload.length, frame, 0))
                    .isEqualTo(Outcome.OK);

            byte[] header = row.bytes("header");
            assertThat(FrameCodec.headerLength(payload.length)).isEqualTo(header.length);
            assertThat(Arrays.copyOf(frame, header.length)).isEqualTo(header);
            assertThat(FrameCodec.frameLength(payload.length)).isEqualTo(frame.length);
            assertThat(Vectors.hex(blake2b256(frame))).isEqualTo(row.string("frame_blake2b256"));
            assertThat(FrameCodec.fitsPacket(payload.length)).isEqualTo(row.flag("fits_packet"));
        });
    }

    @Test
    void encodingErrorsAreTheRecordedOnesAndWriteNothing() {
        vectors.each("encode_errors", row -> {
            byte[] payload = filled(row.row("payload_fill"));
            byte[] target = new byte[row.integer("dst_length")];
            ByteBuf buffer = Unpooled.buffer(target.length);

            Outcome outcome = FrameCodec.encode(FrameType.APP.code(), payload, 0, payload.length, target, 0);

            assertThat(outcome.token()).isEqualTo(row.string("outcome"));
            assertThat(target).isEqualTo(new byte[target.length]);
            assertThat(FrameCodec.encode(FrameType.APP, payload, 0, payload.length, buffer))
                    .isEqualTo(outcome);
            assertThat(buffer.readableBytes()).isZero();
            assertThat(buffer.capacity()).isEqualTo(target.length);
        });
    }

    @Test
    void framesAreParsedAsRecorded() {
        FrameHeader header = new FrameHeader();
        vectors.each("decode", row -> {
            byte[] input = row.bytes("bytes");
            byte[] source = withMargin(input);

            Outcome outcome = FrameCodec.parse(source, MARGIN, input.length, header);

            row.ignore("non_minimal"); // accepted here, which every flag allows
            assertThat(outcome.token()).isEqualTo(row.string("outcome"));
            if (outcome.isOk()) {
                assertThat(header.typeCode()).isEqualTo(row.integer("type"));
                assertThat(Vectors.hex(source, header.payloadOffset(), header.payloadLength()))
                        .isEqualTo(row.string("payload"));
                assertThat(Vectors.hex(source, header.restOffset(), header.restLength()))
                        .isEqualTo(row.string("rest"));
            }
        });
    }

    private static byte[] withMargin(byte[] input) {
        byte[] source = new byte[input.length + 2 * MARGIN];
        System.arraycopy(input, 0, source, MARGIN, input.length);
        return source;
    }

    private static byte[] filled(Vectors.Row fill) {
        byte[] payload = new byte[fill.integer("length")];
        Arrays.fill(payload, fill.bytes("byte")[0]);
        return payload;
    }

    private static byte[] blake2b256(byte[] message) {
        Blake2bDigest digest = new Blake2bDigest(256);
        digest.update(message, 0, message.length);
        byte[] hash = new byte[32];
        digest.doFinal(hash, 0);
        return hash;
    }
}
