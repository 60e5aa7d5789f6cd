package io.nodenet.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Relay-request, relay-grant and relay-bind as recorded, and what is no edge message at all. */
@Tag("vectors")
class RelaySignalVectorsTest {
    private static final String REQUEST = "relay_request";
    private static final String GRANT = "relay_grant";
    private static final String BIND = "relay_bind";

    private final Vectors vectors = Vectors.load("nat.json");
    private final Cursor cursor = new Cursor();

    private static Endpoint endpoint(Row row) {
        Row addr = row.row("addr");
        return Endpoint.of(addr.string("net"), addr.string("endpoint"));
    }

    private static void assertNonce(Nonce nonce, Row row) {
        ByteBuf written = Unpooled.buffer();
        nonce.write(written);
        assertThat(ByteBufUtil.hexDump(written)).isEqualTo(row.string("nonce"));
    }

    private static void assertFrame(FrameType type, byte[] payload, Row row) {
        assertThat(Vectors.hex(payload)).isEqualTo(row.string("payload"));
        ByteBuf frame = Unpooled.buffer(FrameCodec.frameLength(payload.length));
        FrameCodec.encodeHeader(type, payload.length, frame);
        assertThat(ByteBufUtil.hexDump(frame.writeBytes(payload))).isEqualTo(row.string("frame"));
    }

    private <T> T read(Outcome outcome, List<T> read) {
        assertThat(outcome).isEqualTo(Outcome.OK);
        assertThat(cursor.failed()).isFalse();
        return read.get(0);
    }

    private RelayRequest request(Row row) {
        List<RelayRequest> read = new ArrayList<>();
        RelayRequest request = read(RelayRequest.read(cursor.reset(row.bytes("payload")), read), read);
        assertNonce(request.nonce(), row);
        assertThat(request.target()).isEqualTo(NodeId.parse(row.string("target")));
        return request;
    }

    private RelayGrant grant(Row row) {
        List<RelayGrant> read = new ArrayList<>();
        RelayGrant grant = read(RelayGrant.read(cursor.reset(row.bytes("payload")), read), read);
        assertNonce(grant.nonce(), row);
        assertThat(grant.endpoint()).isEqualTo(endpoint(row));
        return grant;
    }

    private RelayBind bind(Row row) {
        List<RelayBind> read = new ArrayList<>();
        RelayBind bind = read(RelayBind.read(cursor.reset(row.bytes("payload")), read), read);
        assertThat(bind.endpoint()).isEqualTo(endpoint(row));
        return bind;
    }

    @Test
    void requestIsReadAndWrittenAsRecorded() {
        vectors.each(
                REQUEST,
                row -> assertFrame(FrameType.RELAY_REQUEST, request(row).toBytes(), row));
    }

    @Test
    void grantIsReadAndWrittenAsRecorded() {
        vectors.each(GRANT, row -> assertFrame(FrameType.RELAY_GRANT, grant(row).toBytes(), row));
    }

    @Test
    void bindIsReadAndWrittenAsRecorded() {
        vectors.each(BIND, row -> assertFrame(FrameType.RELAY_BIND, bind(row).toBytes(), row));
    }

    @Test
    void whatFollowsIsTolerated() {
        vectors.each("tolerated", row -> {
            row.ignore("name");
            switch (row.string("type")) {
                case REQUEST -> request(row);
                case GRANT -> grant(row);
                case BIND -> bind(row);
                default -> throw new AssertionError(row);
            }
        });
    }

    @Test
    void whatIsMalformedIsRefusedForTheRecordedReason() {
        vectors.each("reject", row -> {
            row.ignore("name");
            List<Object> read = new ArrayList<>();
            cursor.reset(row.bytes("payload"));
            Outcome outcome =
                    switch (row.string("type")) {
                        case REQUEST -> RelayRequest.read(cursor, read);
                        case GRANT -> RelayGrant.read(cursor, read);
                        case BIND -> RelayBind.read(cursor, read);
                        case "pong" -> pong();
                        default -> throw new AssertionError(row);
                    };
            assertThat(outcome.token()).isEqualTo(row.string("error"));
            assertThat(read).isEmpty();
        });
    }

    /** A pong is one address and nothing else. */
    private Outcome pong() {
        AddressCodec.read(cursor);
        return cursor.failed() ? Outcome.BAD_ADDRESS : cursor.isCleanEnd() ? Outcome.OK : Outcome.SHORT_BUFFER;
    }
}
