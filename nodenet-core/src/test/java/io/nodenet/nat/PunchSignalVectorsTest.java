package io.nodenet.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connect and connect-ack as recorded. */
@Tag("vectors")
class PunchSignalVectorsTest {
    private final Vectors vectors = Vectors.load("nat.json");

    private static List<Endpoint> endpoints(Row row) {
        return row.rows("addrs").stream()
                .map(addr -> Endpoint.of(addr.string("net"), addr.string("endpoint")))
                .toList();
    }

    private static PunchSignal read(Row row) {
        List<PunchSignal> read = new ArrayList<>();
        assertThat(PunchSignal.read(new Cursor().reset(Vectors.unhex(row.string("payload"))), read))
                .isEqualTo(Outcome.OK);
        PunchSignal signal = read.get(0);
        ByteBuf nonce = Unpooled.buffer();
        signal.nonce().write(nonce);
        assertThat(ByteBufUtil.hexDump(nonce)).isEqualTo(row.string("nonce"));
        assertThat(signal.endpoints()).isEqualTo(endpoints(row));
        return signal;
    }

    @Test
    void signalIsReadAndWrittenAsRecorded() {
        vectors.each(
                "connect", row -> assertThat(Vectors.hex(read(row).toBytes())).isEqualTo(row.string("payload")));
    }

    @Test
    void whatFollowsAndLongerSpellingsAreTolerated() {
        vectors.each("connect_tolerated", row -> {
            row.ignore("name");
            read(row);
        });
    }

    @Test
    void whatIsNoSignalIsRefusedForTheRecordedReason() {
        vectors.each("connect_reject", row -> {
            row.ignore("name");
            List<PunchSignal> read = new ArrayList<>();
            Outcome expected =
                    switch (row.string("error")) {
                        case "short_buffer" -> Outcome.SHORT_BUFFER;
                        case "bad_addr" -> Outcome.BAD_ADDRESS;
                        case "too_many_addrs" -> Outcome.TOO_MANY_ADDRESSES;
                        default -> throw new AssertionError(row);
                    };
            assertThat(PunchSignal.read(new Cursor().reset(Vectors.unhex(row.string("payload"))), read))
                    .isEqualTo(expected);
            assertThat(read).isEmpty();
        });
    }

    @Test
    void frameIsTheRecordedOne() {
        vectors.each("routed_frames", row -> {
            Identity from = Identity.fromSeed(Vectors.unhex(row.string("from_seed")));
            FrameType type = FrameType.ofCode(row.integer("type"));
            ByteBuf frame = Unpooled.buffer(1024);
            RoutedSigning.sign(
                            from,
                            type,
                            NodeId.parse(row.string("target")),
                            row.int64("sent_ns"),
                            read(row).toBytes())
                    .writeFrame(frame, row.integer("ttl"), List.of());
            assertThat(ByteBufUtil.hexDump(frame)).isEqualTo(row.string("frame"));
        });
    }

    @Test
    void moreThanSixteenAddressesAreNotWritten() {
        PunchSignal any = new PunchSignal(new Nonce(1, 2), List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PunchSignal(any.nonce(), Collections.nCopies(17, Endpoint.UNKNOWN)));
    }
}
