package io.nodenet.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.Endpoint;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameType;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The addresses of {@code nat.json}, and the frames that hold nothing else; the other arrays have tests of their own. */
@Tag("vectors")
class NatVectorsTest {
    private final Vectors vectors = Vectors.load("nat.json");
    private final Cursor cursor = new Cursor();

    private static Endpoint endpoint(Row row) {
        return Endpoint.of(
                row.string("net").getBytes(StandardCharsets.UTF_8),
                row.string("endpoint").getBytes(StandardCharsets.UTF_8));
    }

    private static String written(Endpoint endpoint) {
        byte[] bytes = new byte[AddressCodec.length(endpoint)];
        AddressCodec.write(endpoint, bytes, 0);
        return Vectors.hex(bytes);
    }

    private static String frame(FrameType type, byte[] payload) {
        ByteBuf frame = Unpooled.buffer(FrameCodec.frameLength(payload.length));
        FrameCodec.encodeHeader(type, payload.length, frame);
        return ByteBufUtil.hexDump(frame.writeBytes(payload));
    }

    @Test
    void everyArrayHasATest() {
        assertThat(vectors.names())
                .as(
                        "addr and pong to ping_frame here; then PunchSignalVectorsTest, RelaySignalVectorsTest, ReflexiveVectorsTest,"
                                + " EndpointFilterTest, CandidatesTest, PunchesTest")
                .containsExactlyInAnyOrder(
                        "addr",
                        "addr_reject",
                        "addr_tolerated",
                        "pong",
                        "ping_frame",
                        "connect",
                        "connect_reject",
                        "connect_tolerated",
                        "routed_frames",
                        "relay_request",
                        "relay_grant",
                        "relay_bind",
                        "reject",
                        "tolerated",
                        "reflexive",
                        "endpoints",
                        "candidates",
                        "punch_datagram");
    }

    @Test
    void addressesAreWrittenAndReadAsRecorded() {
        vectors.each("addr", row -> {
            assertThat(written(endpoint(row))).isEqualTo(row.string("hex"));
            assertThat(AddressCodec.read(cursor.reset(row.bytes("hex")))).isEqualTo(endpoint(row));
        });
    }

    @Test
    void spellingsThatAreToleratedAreReadAndWhatFollowsIsLeft() {
        vectors.each("addr_tolerated", row -> {
            Endpoint read = AddressCodec.read(cursor.reset(row.bytes("hex")));

            assertThat(cursor.failed()).isFalse();
            assertThat(read).isEqualTo(endpoint(row));
            assertThat(cursor.position()).isEqualTo(row.integer("consumed"));
            assertThat(written(read)).isEqualTo(row.string("canonical"));
        });
    }

    @Test
    void whatIsNoAddressIsRefused() {
        vectors.each("addr_reject", row -> {
            AddressCodec.read(cursor.reset(row.bytes("hex")));

            assertThat(row.string("error")).isEqualTo("bad_addr");
            assertThat(cursor.failed()).isTrue();
        });
    }

    @Test
    void pongIsOneAddressAndPingIsEmpty() {
        vectors.each("pong", row -> {
            assertThat(written(endpoint(row.row("addr")))).isEqualTo(row.string("payload"));
            assertThat(frame(FrameType.PONG, row.bytes("payload"))).isEqualTo(row.string("frame"));
        });
        assertThat(frame(FrameType.PING, new byte[0])).isEqualTo(vectors.root().string("ping_frame"));
    }
}
