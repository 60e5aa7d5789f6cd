package io.nodenet.routed;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class ControlVectorsTest {
    private static final byte[] ZERO_KEY = new byte[32];

    private final Vectors vectors = Vectors.load("control.json");
    private final Cursor cursor = new Cursor();

    @Test
    void everyArrayIsExercised() {
        assertThat(vectors.names())
                .containsExactlyInAnyOrder(
                        "constants",
                        "ping_frame",
                        "leave_frame",
                        "pong",
                        "pong_decode",
                        "siblings",
                        "siblings_decode",
                        "lookup",
                        "contact_list",
                        "contact_list_decode",
                        "neighbors");
    }

    @Test
    void constantsAreTheRecordedOnes() {
        Row constants = vectors.root().row("constants");
        Row capabilities = constants.row("caps");

        assertThat(constants.names())
                .containsExactlyInAnyOrder("nonce_length", "max_contacts", "max_addresses_total", "caps");
        assertThat(NonceCodec.LENGTH).isEqualTo(constants.integer("nonce_length"));
        assertThat(ContactListCodec.MAX_CONTACTS).isEqualTo(constants.integer("max_contacts"));
        assertThat(ContactListCodec.MAX_ADDRESSES).isEqualTo(constants.integer("max_addresses_total"));
        assertThat(capabilities.names()).containsExactlyInAnyOrder("can_relay", "public_anchor");
        assertThat(Contact.CAN_RELAY).isEqualTo(capabilities.integer("can_relay"));
        assertThat(Contact.PUBLIC_ANCHOR).isEqualTo(capabilities.integer("public_anchor"));
    }

    @Test
    void pingAndLeaveAreEmptyFrames() {
        assertThat(frame(FrameType.PING, out -> {})).isEqualTo(vectors.root().string("ping_frame"));
        assertThat(frame(FrameType.LEAVE, out -> {})).isEqualTo(vectors.root().string("leave_frame"));
    }

    @Test
    void pongCarriesTheObservedAddress() {
        vectors.each("pong", row -> {
            Endpoint observed = endpoint(row.row("observed"));

            assertThat(frame(FrameType.PONG, out -> AddressCodec.write(observed, out)))
                    .isEqualTo(row.string("frame"));
        });
    }

    @Test
    void pongIsDecodedAsRecorded() {
        vectors.each("pong_decode", row -> {
            byte[] payload = row.bytes("payload");
            Endpoint observed = AddressCodec.read(cursor.reset(payload));
            Outcome outcome =
                    cursor.failed() ? Outcome.BAD_ADDRESS : cursor.isCleanEnd() ? Outcome.OK : Outcome.SHORT_BUFFER;

            assertThat(outcome.token()).isEqualTo(row.string("outcome"));
            if (outcome.isOk()) {
                assertThat(observed).isEqualTo(endpoint(row.row("observed")));
            }
        });
    }

    @Test
    void siblingRequestIsItsNonce() {
        vectors.each("siblings", row -> {
            long nonce = NonceCodec.readQuestion(cursor.reset(row.bytes("nonce")));

            assertThat(cursor.isCleanEnd()).isTrue();
            assertThat(frame(FrameType.SIBLINGS, out -> NonceCodec.writeQuestion(nonce, out)))
                    .isEqualTo(row.string("frame"));
        });
    }

    @Test
    void siblingRequestOfAnotherLengthIsRefused() {
        vectors.each("siblings_decode", row -> {
            NonceCodec.readQuestion(cursor.reset(row.bytes("payload")));

            assertThat(cursor.isCleanEnd() ? "ok" : "short_buffer").isEqualTo(row.string("outcome"));
        });
    }

    @Test
    void lookupIsASignedNonce() {
        vectors.each("lookup", row -> {
            SignedMessage lookup = RoutedSigning.sign(
                    Identity.fromSeed(row.bytes("origin_seed")),
                    FrameType.LOOKUP,
                    NodeId.parse(row.string("target")),
                    row.int64("sent_ns"),
                    row.bytes("nonce"));
            List<NodeId> avoid =
                    row.strings("avoid").stream().map(NodeId::parse).toList();

            assertThat(frame(lookup, row.integer("ttl"), avoid)).isEqualTo(row.string("frame"));
        });
    }

    @Test
    void neighboursAnswerIsASignedNonceAndAContactList() {
        vectors.each("neighbors", row -> {
            byte[] frame = row.bytes("frame");
            FrameHeader header = new FrameHeader();
            RoutedMessageView view = new RoutedMessageView();
            assertThat(FrameCodec.parse(frame, 0, frame.length, header)).isEqualTo(Outcome.OK);
            assertThat(view.parse(frame, header.payloadOffset(), header.payloadLength()))
                    .isEqualTo(Outcome.OK);
            List<Contact> contacts = contacts(row);
            long nonce = NonceCodec.readNonce(cursor.reset(row.bytes("nonce")));

            List<Contact> read = new ArrayList<>();
            cursor.reset(frame, view.payloadOffset(), view.payloadLength());
            assertThat(NonceCodec.readNonce(cursor)).isEqualTo(nonce);
            assertThat(ContactListCodec.read(cursor, read)).isEqualTo(Outcome.OK);
            assertSame(read, contacts);

            ByteBuf payload = Unpooled.buffer();
            NonceCodec.writeAnswer(nonce, contacts, payload);
            assertThat(ByteBufUtil.hexDump(payload)).isEqualTo(withoutXKeys(row, Vectors.hex(view.payload())));

            SignedMessage answer = RoutedSigning.sign(
                    Identity.fromSeed(row.bytes("origin_seed")),
                    FrameType.NEIGHBORS,
                    NodeId.parse(row.string("target")),
                    row.int64("sent_ns"),
                    view.payload());
            assertThat(frame(answer, row.integer("ttl"), List.of())).isEqualTo(row.string("frame"));
        });
    }

    @Test
    void contactListsAreEncodedAsRecorded() {
        vectors.each("contact_list", row -> {
            ByteBuf out = Unpooled.buffer();
            ContactListCodec.write(contacts(row), out);

            assertThat(ByteBufUtil.hexDump(out)).isEqualTo(withoutXKeys(row, row.string("bytes")));
        });
    }

    @Test
    void contactListsAreDecodedAsRecordedAndRefusedAsAWhole() {
        vectors.each("contact_list_decode", row -> {
            row.flag("non_minimal"); // accepted like any other
            List<Contact> read = new ArrayList<>();
            Outcome outcome = ContactListCodec.read(cursor.reset(row.bytes("bytes")), read);

            assertThat(outcome.token()).isEqualTo(row.string("outcome"));
            assertThat(read).hasSize(row.has("count") ? row.integer("count") : 0);
            if (row.has("contacts")) {
                assertSame(read, contacts(row));
            }
        });
    }

    private static String frame(FrameType type, Consumer<ByteBuf> write) {
        ByteBuf payload = Unpooled.buffer();
        write.accept(payload);
        ByteBuf frame = Unpooled.buffer(FrameCodec.MAX_PACKET);
        FrameCodec.encodeHeader(type, payload.readableBytes(), frame);
        return ByteBufUtil.hexDump(frame.writeBytes(payload));
    }

    private static String frame(SignedMessage message, int ttl, List<NodeId> avoid) {
        ByteBuf frame = Unpooled.buffer(FrameCodec.MAX_PACKET);
        message.writeFrame(frame, ttl, avoid);
        return ByteBufUtil.hexDump(frame);
    }

    private static Endpoint endpoint(Row row) {
        return Endpoint.of(row.bytes("net_hex"), row.bytes("endpoint_hex"));
    }

    private static List<Contact> contacts(Row row) {
        return row.rows("contacts").stream().map(ControlVectorsTest::contact).toList();
    }

    /** Blanks the X25519 keys in recorded bytes: this node sends none. */
    private static String withoutXKeys(Row row, String hex) {
        String blanked = hex;
        for (Row contact : row.rows("contacts")) {
            blanked = blanked.replace(contact.string("x_pub"), Vectors.hex(ZERO_KEY));
        }
        return blanked;
    }

    private static Contact contact(Row row) {
        byte[] key = row.bytes("ed_pub");
        row.ignore("x_pub"); // receivers ignore it, and a Contact has none
        return new Contact(
                NodeId.parse(row.string("id")),
                Arrays.equals(key, ZERO_KEY) ? null : key,
                (int) row.int64("caps"),
                row.rows("addrs").stream().map(ControlVectorsTest::endpoint).toList());
    }

    private static void assertSame(List<Contact> read, List<Contact> expected) {
        assertThat(read).usingRecursiveFieldByFieldElementComparator().containsExactlyElementsOf(expected);
    }
}
