package io.nodenet.node.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NoApplication;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.Contact;
import io.nodenet.routed.ContactListCodec;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.testing.Allocation;
import io.nodenet.wire.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contacts of an answer, and what they cost. */
class AnswerWriterTest {
    private static final long NONCE = 0x0123456789abcdefL;
    private static final int TOLD = 16;

    private final SplittableRandom random = new SplittableRandom(16);
    private final Identity identity = Identity.fromSeed(new byte[32]);
    private final Turn turn = new Turn();
    private final SelfCoordinates self =
            new SelfCoordinates(CoreConfig.of(identity, 0).build(), turn, new Timers(turn), NoApplication.INSTANCE);
    private final KnowledgeTable knowledge = new KnowledgeTable(identity.nodeId(), 0, true);
    private final AnswerWriter writer = new AnswerWriter(knowledge, self);

    private NodeId newId() {
        byte[] id = new byte[NodeId.LENGTH];
        random.nextBytes(id);
        return NodeId.of(id);
    }

    private void know(int number, boolean dialable) {
        List<Endpoint> at =
                dialable ? List.of(Endpoint.quic("20." + number / 256 + '.' + number % 256 + ".1:4242")) : List.of();
        knowledge.observe(new Contact(newId(), null, 0, at), ContactSource.OWNER, 0);
    }

    private static List<Contact> contactsOf(ByteBuf answer) {
        byte[] bytes = ByteBufUtil.getBytes(answer);
        Cursor cursor = new Cursor().reset(bytes);
        assertThat(cursor.i64()).isEqualTo(NONCE);
        List<Contact> contacts = new ArrayList<>();
        assertThat(ContactListCodec.read(cursor, contacts).isOk()).isTrue();
        return contacts;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 10, 40})
    void nearestContactsAreToldInOrderAndThisNodeLast(int undialable) {
        for (int i = 0; i < 12; i++) {
            know(i, true);
        }
        for (int i = 0; i < undialable; i++) {
            know(0, false);
        }
        NodeId target = newId();

        List<Contact> told = contactsOf(writer.write(NONCE, target, newId(), true));

        assertThat(told).hasSize(Math.min(TOLD, 12 + undialable) + 1);
        assertThat(told.get(told.size() - 1).id()).isEqualTo(identity.nodeId());
        List<NodeId> others =
                told.subList(0, told.size() - 1).stream().map(Contact::id).toList();
        assertThat(others).isSortedAccordingTo(target::compareDistance).doesNotHaveDuplicates();
        assertThat(told.stream().filter(contact -> !contact.endpoints().isEmpty()))
                .hasSize(12);
    }

    @Test
    void askerIsNotToldOfItself() {
        for (int i = 0; i < 12; i++) {
            know(i, true);
        }
        NodeId asker = knowledge.contacts().get(4).id();

        assertThat(contactsOf(writer.write(NONCE, newId(), asker, true)))
                .hasSize(12)
                .extracting(Contact::id)
                .doesNotContain(asker);
    }

    @Test
    void privateAddressesAreToldOnlyToThoseWhoMayKnowTheSite() {
        NodeId id = newId();
        List<Endpoint> all = Stream.of("10.0.0.1:1", "203.0.113.1:1", "[fd00::1]:1", "203.0.113.2:1", "203.0.113.3:1")
                .map(Endpoint::quic)
                .toList();
        knowledge.observe(new Contact(id, null, 0, all), ContactSource.OWNER, 0);

        assertThat(contactsOf(writer.write(NONCE, id, newId(), true)).get(0).endpoints())
                .isEqualTo(all.subList(0, 3));
        assertThat(contactsOf(writer.write(NONCE, id, newId(), false)).get(0).endpoints())
                .containsExactly(all.get(1), all.get(3), all.get(4));
    }

    @Test
    void contactOfWhichNoAddressMayBeToldGivesWayToThoseThatCanBeDialed() {
        NodeId inside = newId();
        List<Endpoint> at = List.of(Endpoint.quic("10.0.0.1:1"));
        knowledge.observe(new Contact(inside, null, 0, at), ContactSource.OWNER, 0);
        know(1, true);
        assertThat(contactsOf(writer.write(NONCE, inside, newId(), false)))
                .hasSize(3)
                .first()
                .isEqualTo(new Contact(inside, null, 0, List.of()));
        assertThat(contactsOf(writer.write(NONCE, inside, inside, false)))
                .as("nor is it told of itself")
                .hasSize(2)
                .extracting(Contact::id)
                .doesNotContain(inside);

        for (int i = 2; i <= TOLD; i++) {
            know(i, true);
        }

        assertThat(contactsOf(writer.write(NONCE, inside, newId(), false)))
                .hasSize(TOLD + 1)
                .extracting(Contact::id)
                .doesNotContain(inside);
        assertThat(contactsOf(writer.write(NONCE, inside, newId(), true)))
                .first()
                .isEqualTo(new Contact(inside, null, 0, at));
    }

    @Test
    void writingAnAnswerAllocatesNothing() {
        self.onLocalEndpoints(List.of(Endpoint.quic("203.0.113.1:4242")));
        for (int i = 0; i < 200; i++) {
            know(i, i % 3 > 0);
        }
        NodeId target = newId();
        NodeId asker = newId();

        assertThat(Allocation.bytesOf(() -> writer.write(NONCE, target, asker, true)))
                .isZero();
        assertThat(Allocation.bytesOf(() -> writer.write(NONCE, target, asker, false)))
                .isZero();
    }

    @Test
    void answerIsWhatTheCodecOfWholeListsWrites() {
        for (int i = 0; i < 12; i++) {
            know(i, i % 2 == 0);
        }
        ByteBuf written = Unpooled.buffer();
        ByteBuf answer = writer.write(NONCE, newId(), newId(), true);

        ContactListCodec.write(contactsOf(answer), written.writeLong(NONCE));

        assertThat(ByteBufUtil.hexDump(answer)).isEqualTo(ByteBufUtil.hexDump(written));
    }
}
