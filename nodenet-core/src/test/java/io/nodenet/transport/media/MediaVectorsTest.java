package io.nodenet.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.fact.PathKind;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaListener;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Layouts and receive rules of media sessions as recorded. */
@Tag("vectors")
class MediaVectorsTest {
    private static final long START_NANOS = -1_000_000_000_000L;

    /** The names of the reference. */
    private static final Map<String, MediaCounter> COUNTERS = Map.of(
            "RxDatagrams", MediaCounter.RX_DATAGRAMS,
            "RxDroppedReserved", MediaCounter.RX_DROPPED_RESERVED,
            "RxMessages", MediaCounter.RX_MESSAGES,
            "RxDroppedMessages", MediaCounter.RX_DROPPED_MESSAGES);

    private final Vectors vectors = Vectors.load("media.json");

    /** What was delivered. */
    private record Delivered(boolean message, int channel, byte[] payload) {}

    @Test
    void everyPartOfTheFileIsChecked() {
        assertThat(vectors.names())
                .containsExactly("budget", "rx_datagrams", "rx_streams", "tx_datagrams", "tx_messages");
    }

    @Test
    void budgetsAllowWhatTheyWereRecordedTo() {
        vectors.each("budget", row -> {
            ReceiveBudget budget = new ReceiveBudget(true);
            for (Row event : row.rows("events")) {
                StringBuilder allowed = new StringBuilder();
                for (int i = 0; i < event.integer("repeat"); i++) {
                    boolean taken = budget.takeDatagram(event.integer("bytes"), START_NANOS + event.int64("t_ns"));
                    allowed.append(taken ? '1' : '0');
                }
                assertThat(allowed).hasToString(event.string("allowed"));
            }
        });
    }

    @Test
    void sentDatagramsAreTheRecordedBytes() {
        vectors.each("tx_datagrams", row -> {
            MediaEndRig rig = new MediaEndRig(true);
            rig.end.sendDatagram(row.integer("channel"), ByteBuffer.wrap(payload(row.row("payload"))));

            assertThat(rig.frames()).singleElement().satisfies(frame -> {
                byte[] bytes = Vectors.unhex(frame);
                assertThat(bytes).hasSize(row.integer("datagram_len"));
                assertThat(sha256(bytes)).isEqualTo(row.string("datagram_sha256"));
                if (row.has("datagram")) {
                    assertThat(frame).isEqualTo(row.string("datagram"));
                }
            });
        });
    }

    /** The ID of the stream and its end belong to the connection. */
    @Test
    void sentMessagesAreTheRecordedBytes() {
        vectors.each("tx_messages", row -> {
            row.ignore("stream_id", "fin");
            MediaEndRig rig = new MediaEndRig(true);
            rig.end.sendMessage(row.integer("channel"), ByteBuffer.wrap(payload(row.row("payload"))));

            OutboundMessage message = rig.end.nextMessage(rig.nowNanos);
            assertThat(message).isNotNull();
            assertThat(message.frame()).hasSize(row.integer("stream_len"));
            assertThat(sha256(message.frame())).isEqualTo(row.string("stream_sha256"));
            if (row.has("stream")) {
                assertThat(Vectors.hex(message.frame())).isEqualTo(row.string("stream"));
            }
        });
    }

    @Test
    void receivedDatagramsAreDeliveredOrCountedAsRecorded() {
        vectors.each("rx_datagrams", row -> {
            MediaEndRig rig = new MediaEndRig(false);
            rig.datagram(Unpooled.wrappedBuffer(row.bytes("datagram")));
            check(row, rig);
        });
    }

    @Test
    void receivedStreamsAreDeliveredOrCountedAsRecorded() {
        vectors.each("rx_streams", row -> {
            for (int chunk : new int[] {1_000, 65_538}) {
                MediaEndRig rig = new MediaEndRig(false);
                receive(rig, row, chunk);
                check(row, rig);
            }
        });
    }

    private static void receive(MediaEndRig rig, Row row, int chunk) {
        byte[] stream = row.has("stream") ? row.bytes("stream") : specified(row.row("stream_spec"));
        assertThat(stream).hasSize(row.integer("stream_len"));
        InboundMessage message = rig.end.onMessage(rig.nowNanos);
        assertThat(message).isNotNull();
        for (int at = 0; at < stream.length; at += chunk) {
            ByteBuf part = Unpooled.wrappedBuffer(stream, at, Math.min(chunk, stream.length - at));
            if (!message.onBytes(part, rig.nowNanos)) {
                break; // nothing more of it is wanted
            }
        }
        if (row.string("end").equals("fin")) {
            message.onFin(1);
        } else {
            row.ignore("reset_code");
            message.onAbandoned();
        }
        assertThat(message.isOver()).isTrue();
    }

    private static void check(Row row, MediaEndRig rig) {
        Map<MediaCounter, Long> counted = new EnumMap<>(rig.end.stats().counters());
        counted.values().removeIf(value -> value == 0);
        Map<MediaCounter, Long> expected = new EnumMap<>(MediaCounter.class);
        Row counters = row.row("counters");
        counters.names().forEach(name -> expected.put(COUNTERS.get(name), counters.int64(name)));
        assertThat(counted).isEqualTo(expected);

        List<Delivered> delivered = new ArrayList<>();
        rig.end.handOver(Runnable::run, PathKind.DIRECT);
        rig.end.listen(new MediaListener() {
            @Override
            public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
                delivered.add(new Delivered(false, channel, bytes(payload)));
            }

            @Override
            public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
                delivered.add(new Delivered(true, channel, bytes(payload)));
            }
        });
        assertThat(delivered).hasSize(row.has("delivered") ? 1 : 0);
        for (Delivered each : delivered) {
            Row wanted = row.row("delivered");
            assertThat(each.message).isEqualTo(row.names().contains("stream_len"));
            assertThat(each.channel).isEqualTo(wanted.integer("channel"));
            assertThat(each.payload).hasSize(wanted.integer("payload_len"));
            assertThat(sha256(each.payload)).isEqualTo(wanted.string("payload_sha256"));
        }
    }

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    private static byte[] payload(Row payload) {
        if (payload.has("hex")) {
            return payload.bytes("hex");
        }
        byte[] bytes = pattern(payload.row("pattern"), payload.integer("len"));
        assertThat(sha256(bytes)).isEqualTo(payload.string("sha256"));
        return bytes;
    }

    private static byte[] specified(Row spec) {
        byte[] pattern = pattern(spec.row("then_pattern"), spec.integer("pattern_len"));
        byte[] stream = new byte[1 + pattern.length];
        stream[0] = (byte) spec.integer("first_byte");
        System.arraycopy(pattern, 0, stream, 1, pattern.length);
        return stream;
    }

    private static byte[] pattern(Row pattern, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (pattern.integer("a") * i + pattern.integer("c"));
        }
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return Vectors.hex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
