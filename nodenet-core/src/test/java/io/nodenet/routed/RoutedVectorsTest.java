package io.nodenet.routed;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.identity.Blake2b256;
import io.nodenet.identity.Identity;
import io.nodenet.identity.NodeIdCache;
import io.nodenet.kad.NodeId;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The recorded copies of a send are checked where they are made, by {@code FanoutVectorsTest}. */
@Tag("vectors")
class RoutedVectorsTest {
    /** Bytes around the input, to catch a decoder that strays. */
    private static final int MARGIN = 7;

    private final Vectors vectors = Vectors.load("routed.json");
    private final RoutedMessageView view = new RoutedMessageView();

    @Test
    void everyArrayIsExercised() {
        assertThat(vectors.names())
                .containsExactlyInAnyOrder(
                        "constants", "valid", "size_limits", "decode", "verify", "ttl_patch", "freshness", "fanout");
    }

    @Test
    void constantsAreTheRecordedOnes() {
        Row constants = vectors.root().row("constants");

        assertThat(constants.names())
                .containsExactlyInAnyOrder(
                        "sig_domain", "max_hops", "max_avoid", "freshness_window_ns", "ttl_offset", "disjoint_paths");
        assertThat(constants.string("sig_domain").getBytes(StandardCharsets.US_ASCII))
                .hasSize(27)
                .isEqualTo(RoutedSigning.LABEL);
        assertThat(SignedMessage.MAX_HOPS).isEqualTo(constants.integer("max_hops"));
        assertThat(RoutedMessageView.MAX_AVOID).isEqualTo(constants.integer("max_avoid"));
        assertThat(Freshness.WINDOW_NANOS).isEqualTo(constants.int64("freshness_window_ns"));
        assertThat(RoutedMessageView.TTL_OFFSET).isEqualTo(constants.integer("ttl_offset"));
        assertThat(ConnectivityPhase.MINIMUM_EDGES).isEqualTo(constants.integer("disjoint_paths"));
    }

    @Test
    void messagesAreSignedAndEncodedAsRecorded() {
        vectors.each("valid", row -> {
            Identity origin = Identity.fromSeed(row.bytes("origin_seed"));
            FrameType type = FrameType.ofCode(row.integer("type"));
            byte[] payload = row.bytes("payload");

            SignedMessage message =
                    RoutedSigning.sign(origin, type, NodeId.parse(row.string("target")), row.int64("sent_ns"), payload);
            byte[] frame = frame(message, row.integer("ttl"), ids(row.strings("avoid")));

            assertThat(type.name()).isEqualToIgnoringCase(row.string("type_name"));
            assertThat(origin.nodeId().toString()).isEqualTo(row.string("origin_id"));
            assertThat(Vectors.hex(origin.publicKey())).isEqualTo(row.string("ed_pub"));
            assertThat(Vectors.hex(frame)).isEqualTo(row.string("frame"));
            assertThat(frame).hasSize(message.frameLength(row.strings("avoid").size()));
            FrameHeader header = new FrameHeader();
            assertThat(FrameCodec.parse(frame, 0, frame.length, header)).isEqualTo(Outcome.OK);
            assertThat(Vectors.hex(frame, header.payloadOffset(), header.payloadLength()))
                    .isEqualTo(row.string("message"));
            assertThat(view.parse(frame, header.payloadOffset(), header.payloadLength()))
                    .isEqualTo(Outcome.OK);
            assertThat(Vectors.hex(RoutedSigning.digest(view, type))).isEqualTo(row.string("digest"));
            assertThat(Vectors.hex(frame, view.signatureOffset(), RoutedMessageView.SIGNATURE_LENGTH))
                    .isEqualTo(row.string("sig"));
            assertThat(view.payload()).isEqualTo(payload);
            assertThat(RoutedSigning.verify(view, type)).isTrue();
        });
    }

    @Test
    void largestPayloadsFillThePacketExactly() {
        vectors.each("size_limits", row -> {
            FrameType type = FrameType.ofCode(row.integer("type"));
            Row fill = row.row("payload_fill");
            byte[] payload = new byte[fill.integer("length")];
            Arrays.fill(payload, fill.bytes("byte")[0]);
            List<NodeId> avoid = ids(row.strings("avoid"));

            SignedMessage message = RoutedSigning.sign(
                    Identity.fromSeed(row.bytes("origin_seed")),
                    type,
                    NodeId.parse(row.string("target")),
                    row.int64("sent_ns"),
                    payload);
            byte[] frame = frame(message, row.integer("ttl"), avoid);

            assertThat(frame).hasSize(row.integer("frame_length")).hasSize(FrameCodec.MAX_PACKET);
            assertThat(payload.length).isEqualTo(SignedMessage.MAX_PAYLOAD + (2 - avoid.size()) * NodeId.LENGTH);
            assertThat(Vectors.hex(new Blake2b256().update(frame).digest())).isEqualTo(row.string("frame_blake2b256"));
            FrameHeader header = new FrameHeader();
            FrameCodec.parse(frame, 0, frame.length, header);
            assertThat(view.parse(frame, header.payloadOffset(), header.payloadLength()))
                    .isEqualTo(Outcome.OK);
            assertThat(Vectors.hex(RoutedSigning.digest(view, type))).isEqualTo(row.string("digest"));
            assertThat(Vectors.hex(frame, view.signatureOffset(), RoutedMessageView.SIGNATURE_LENGTH))
                    .isEqualTo(row.string("sig"));
        });
    }

    @Test
    void decodingEndsAsRecorded() {
        vectors.each("decode", row -> {
            row.flag("non_minimal"); // accepted like any other
            Outcome outcome = parse(row.bytes("message"));

            assertThat(outcome.token()).isEqualTo(row.string("outcome"));
            if (outcome.isOk()) {
                Row fields = row.row("fields");
                byte[] array = view.array();
                assertThat(view.target().toString()).isEqualTo(fields.string("target"));
                assertThat(view.ttl()).isEqualTo(fields.integer("ttl"));
                assertThat(Vectors.hex(array, view.keyOffset(), 32)).isEqualTo(fields.string("ed_pub"));
                assertThat(view.sentNanos()).isEqualTo(fields.int64("sent_ns"));
                assertThat(view.avoidCount()).isEqualTo(fields.strings("avoid").size());
                assertThat(ids(fields.strings("avoid"))).allMatch(view::avoids);
                assertThat(view.avoids(NodeId.ZERO))
                        .isEqualTo(fields.strings("avoid").contains(NodeId.ZERO.toString()));
                assertThat(Vectors.hex(view.payload())).isEqualTo(fields.string("payload"));
                assertThat(Vectors.hex(array, view.signatureOffset(), RoutedMessageView.SIGNATURE_LENGTH))
                        .isEqualTo(fields.string("sig"));
            }
        });
    }

    @Test
    void eachCheckOfAMessageEndsAsRecordedAndTheFirstFailureIsTheRecordedOne() {
        NodeIdCache originators = new NodeIdCache(1);
        vectors.each("verify", row -> {
            FrameType type = FrameType.ofCode(row.integer("type"));
            int difficulty = row.integer("difficulty");
            long now = row.int64("now_ns");

            Outcome decoded = parse(row.bytes("message"));
            assertThat(decoded.token()).isEqualTo(row.string("decode"));
            if (!decoded.isOk()) {
                assertThat(row.string("first_failure")).isEqualTo("decode");
                row.ignore("originator", "pow_ok", "fresh", "sig_ok");
                return;
            }
            NodeId originator = originators.nodeIdOf(view.array(), view.keyOffset());
            boolean pow = ProofOfWork.satisfies(originator, difficulty);
            boolean fresh = Freshness.isFresh(view.sentNanos(), now);
            boolean signed = RoutedSigning.verify(view, type);

            assertThat(originator.toString()).isEqualTo(row.string("originator"));
            assertThat(pow).isEqualTo(row.flag("pow_ok"));
            assertThat(fresh).isEqualTo(row.flag("fresh"));
            assertThat(signed).isEqualTo(row.flag("sig_ok"));
            String first = !pow ? "pow" : !fresh ? "stale" : !signed ? "signature" : "none";
            assertThat(first).isEqualTo(row.string("first_failure"));
        });
    }

    @Test
    void aForwarderChangesTheHopBudgetOnly() {
        vectors.each("ttl_patch", row -> {
            byte[] message = row.bytes("message");
            if (parse(message).isOk()) {
                view.patchTtl(row.integer("ttl"));
                assertThat(Vectors.hex(view.array(), MARGIN, message.length)).isEqualTo(row.string("patched"));
            } else {
                // what does not decode is never forwarded, so there is nothing to patch: only the record is held to its
                // own rule
                byte[] patched = message.clone();
                if (message.length > RoutedMessageView.TTL_OFFSET) {
                    patched[RoutedMessageView.TTL_OFFSET] = (byte) row.integer("ttl");
                }
                assertThat(Vectors.hex(patched)).isEqualTo(row.string("patched"));
                row.ignore("ttl");
            }
        });
    }

    @Test
    void freshnessIsDecidedAsRecorded() {
        vectors.each("freshness", row -> {
            assertThat(Freshness.WINDOW_NANOS).isEqualTo(row.int64("window_ns"));
            assertThat(Freshness.isFresh(row.int64("sent_ns"), row.int64("now_ns")))
                    .isEqualTo(row.flag("fresh"));
        });
    }

    private Outcome parse(byte[] message) {
        byte[] inside = new byte[message.length + 2 * MARGIN];
        Arrays.fill(inside, (byte) 0x5a);
        System.arraycopy(message, 0, inside, MARGIN, message.length);
        return view.parse(inside, MARGIN, message.length);
    }

    private static byte[] frame(SignedMessage message, int ttl, List<NodeId> avoid) {
        ByteBuf buffer = Unpooled.buffer(FrameCodec.MAX_PACKET, FrameCodec.MAX_PACKET);
        message.writeFrame(buffer, ttl, avoid);
        return ByteBufUtil.getBytes(buffer);
    }

    private static List<NodeId> ids(List<String> texts) {
        return texts.stream().map(NodeId::parse).toList();
    }
}
