package io.nodenet.routed;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.testing.Allocation;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Reads random bytes as a list of contacts: the caps hold, and what is accepted is written and read again as the same. */
@Tag("fuzz")
class ContactListCodecFuzzTest {
    @FuzzTest
    void readsWhatItWrites(byte[] data) {
        List<Contact> contacts = new ArrayList<>();

        Outcome outcome = ContactListCodec.read(new Cursor().reset(data), contacts);

        assertThat(outcome).isIn(Outcome.OK, Outcome.SHORT_BUFFER);
        assertThat(Allocation.bytesOf(() -> ContactListCodec.read(new Cursor().reset(data), new ArrayList<>())))
                .isLessThan(Allocation.fairShare(data.length));
        if (!outcome.isOk()) {
            assertThat(contacts).isEmpty();
            return;
        }
        assertThat(contacts.size()).isLessThanOrEqualTo(ContactListCodec.MAX_CONTACTS);
        assertThat(contacts.stream()
                        .mapToInt(contact -> contact.endpoints().size())
                        .sum())
                .isLessThanOrEqualTo(ContactListCodec.MAX_ADDRESSES);
        ByteBuf buffer = Unpooled.buffer();
        ContactListCodec.write(contacts, buffer);
        assertThat(buffer.readableBytes()).isLessThanOrEqualTo(data.length);
        List<Contact> again = new ArrayList<>();
        assertThat(ContactListCodec.read(new Cursor().reset(ByteBufUtil.getBytes(buffer)), again))
                .isEqualTo(Outcome.OK);
        assertThat(again)
                .usingElementComparator(ContactListCodecFuzzTest::compare)
                .isEqualTo(contacts);
    }

    private static int compare(Contact one, Contact other) {
        boolean same = one.id().equals(other.id())
                && Arrays.equals(one.key(), other.key())
                && one.capabilities() == other.capabilities()
                && one.endpoints().equals(other.endpoints());
        return same ? 0 : 1;
    }

    @FuzzTest
    void answersAreQuestionsWithAList(byte[] data) {
        Cursor cursor = new Cursor().reset(data);
        long nonce = NonceCodec.readQuestion(cursor);

        assertThat(cursor.failed()).isEqualTo(data.length != NonceCodec.LENGTH);
        ByteBuf buffer = Unpooled.buffer();
        if (!cursor.failed()) {
            NonceCodec.writeQuestion(nonce, buffer);
            assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(data);
        }

        long answered = NonceCodec.readNonce(cursor.reset(data));
        List<Contact> contacts = new ArrayList<>();
        if (ContactListCodec.read(cursor, contacts).isOk()) {
            assertThat(answered).isEqualTo(nonce);
            NonceCodec.writeAnswer(answered, contacts, buffer);
        } else {
            assertThat(contacts).isEmpty();
        }
    }
}
