package io.nodenet.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hello and reply; the sealed boxes of the same file are checked by {@code SealedBoxVectorsTest}. */
@Tag("vectors")
class RendezvousVectorsTest {
    private final Vectors vectors = Vectors.load("rendezvous.json");

    @Test
    void everyArrayIsExercised() {
        assertThat(vectors.names())
                .containsExactlyInAnyOrder(
                        "constants",
                        "hello",
                        "hello_decode",
                        "hello_verify",
                        "reply",
                        "reply_decode",
                        "reply_verify",
                        "encode_errors",
                        "seal",
                        "open",
                        "replay");
    }

    @Test
    void constantsAreTheRecordedOnes() {
        Row constants = vectors.root()
                .row("constants")
                .ignore(
                        "sealed_box_hkdf_label",
                        "sealed_box_sig_label",
                        "replay_cache_total",
                        "replay_cache_generation"); // SealedBoxVectorsTest

        assertThat(ascii(Hello.LABEL)).isEqualTo(constants.string("hello_label"));
        assertThat(ascii(Reply.LABEL)).isEqualTo(constants.string("reply_label"));
        assertThat(Nonce.LENGTH).isEqualTo(constants.integer("nonce_length"));
        assertThat(Introduction.MAX_ENDPOINTS).isEqualTo(constants.integer("max_addresses"));
    }

    @Test
    void helloIsSignedAndWrittenAsRecorded() {
        vectors.each("hello", row -> {
            Identity initiator = Identity.fromSeed(row.bytes("initiator_seed"));
            NodeId target = NodeId.parse(row.string("target"));
            Introduction introduction = introduction(row);

            Hello hello = Hello.sign(target, introduction, initiator::sign);

            assertThat(Vectors.hex(initiator.exchangeKey())).isEqualTo(row.string("x_pub"));
            assertThat(Vectors.hex(Hello.signed(target, introduction))).isEqualTo(row.string("signed_bytes"));
            assertThat(Vectors.hex(hello.signature())).isEqualTo(row.string("sig"));
            assertThat(Vectors.hex(hello.toBytes())).isEqualTo(row.string("payload"));
        });
    }

    @Test
    void replyIsSignedAndWrittenAsRecorded() {
        vectors.each("reply", row -> {
            Identity responder = Identity.fromSeed(row.bytes("responder_seed"));
            Introduction introduction = introduction(row);

            Reply reply = Reply.sign(responder.publicKey(), introduction, responder::sign);

            assertThat(responder.nodeId()).isEqualTo(NodeId.parse(row.string("responder_id")));
            assertThat(Vectors.hex(responder.exchangeKey())).isEqualTo(row.string("x_pub"));
            assertThat(Vectors.hex(reply.key())).isEqualTo(row.string("ed_pub"));
            assertThat(Vectors.hex(Reply.signed(reply.key(), introduction))).isEqualTo(row.string("signed_bytes"));
            assertThat(Vectors.hex(reply.signature())).isEqualTo(row.string("sig"));
            assertThat(Vectors.hex(reply.toBytes())).isEqualTo(row.string("payload"));
        });
    }

    @Test
    void hellosAreReadAsRecorded() {
        vectors.each("hello_decode", row -> {
            row.ignore("name", "non_minimal");
            List<Hello> read = new ArrayList<>();
            Outcome outcome = Hello.read(new Cursor().reset(row.bytes("payload")), read);

            assertThat(outcome.token()).isEqualTo(row.string("outcome"));
            assertThat(read).hasSize(outcome.isOk() ? 1 : 0);
            if (outcome.isOk()) {
                assertSame(read.get(0).introduction(), row);
                assertThat(Vectors.hex(read.get(0).signature())).isEqualTo(row.string("sig"));
            }
        });
    }

    @Test
    void repliesAreReadAsRecorded() {
        vectors.each("reply_decode", row -> {
            row.ignore("name", "non_minimal");
            List<Reply> read = new ArrayList<>();
            Outcome outcome = Reply.read(new Cursor().reset(row.bytes("payload")), read);

            assertThat(outcome.token()).isEqualTo(row.string("outcome"));
            assertThat(read).hasSize(outcome.isOk() ? 1 : 0);
            if (outcome.isOk()) {
                assertThat(Vectors.hex(read.get(0).key())).isEqualTo(row.string("ed_pub"));
                assertSame(read.get(0).introduction(), row);
                assertThat(Vectors.hex(read.get(0).signature())).isEqualTo(row.string("sig"));
            }
        });
    }

    @Test
    void hellosAreVerifiedAsRecorded() {
        vectors.each("hello_verify", row -> {
            row.ignore("name");
            Hello hello = hello(row.bytes("payload"));
            boolean good = hello.verify(NodeId.parse(row.string("target")), row.bytes("origin_ed_pub"));

            assertThat((good ? Outcome.OK : Outcome.BAD_SIGNATURE).token()).isEqualTo(row.string("outcome"));
        });
    }

    @Test
    void repliesAreVerifiedAsRecorded() {
        vectors.each("reply_verify", row -> {
            row.ignore("name");
            List<Reply> read = new ArrayList<>();
            Reply.read(new Cursor().reset(row.bytes("payload")), read);
            Outcome outcome =
                    read.get(0).verify(NodeId.parse(row.string("expected_target")), nonce(row, "expected_nonce"));

            assertThat(outcome.token()).isEqualTo(row.string("outcome"));
        });
    }

    @Test
    void tooManyAddressesAreRefusedBeforeTheyAreWritten() {
        vectors.each("encode_errors", row -> {
            row.ignore("message"); // both have the same introduction
            List<Endpoint> endpoints = Collections.nCopies(row.integer("addresses"), Endpoint.UNKNOWN);

            assertThat(row.string("outcome")).isEqualTo(Outcome.TOO_MANY_ADDRESSES.token());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Introduction(new byte[32], endpoints, new Nonce(0, 0)));
        });
    }

    private static Hello hello(byte[] payload) {
        List<Hello> read = new ArrayList<>();
        assertThat(Hello.read(new Cursor().reset(payload), read)).isEqualTo(Outcome.OK);
        return read.get(0);
    }

    private static Introduction introduction(Row row) {
        return new Introduction(row.bytes("x_pub"), endpoints(row), nonce(row, "nonce"));
    }

    private static void assertSame(Introduction read, Row row) {
        assertThat(Vectors.hex(read.exchangeKey())).isEqualTo(row.string("x_pub"));
        assertThat(read.endpoints()).isEqualTo(endpoints(row));
        assertThat(read.nonce()).isEqualTo(nonce(row, "nonce"));
    }

    private static Nonce nonce(Row row, String name) {
        return Nonce.read(new Cursor().reset(row.bytes(name)));
    }

    private static List<Endpoint> endpoints(Row row) {
        return row.rows("addrs").stream()
                .map(address -> {
                    Endpoint endpoint = Endpoint.of(address.bytes("net_hex"), address.bytes("endpoint_hex"));
                    address.ignore("text");
                    return endpoint;
                })
                .toList();
    }

    private static String ascii(byte[] label) {
        return new String(label, StandardCharsets.US_ASCII);
    }
}
