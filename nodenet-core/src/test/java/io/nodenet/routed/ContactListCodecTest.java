package io.nodenet.routed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.testing.Allocation;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Outcome;
import io.nodenet.wire.Varint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a list of contacts may declare. */
class ContactListCodecTest {
    private static final int EMPTY_ADDRESS_LENGTH = 2;

    private static byte[] list(int contacts, int addressesOfTheLast, int behind) {
        ByteBuf list = Unpooled.buffer();
        Varint.write(contacts, list);
        for (int i = 0; i < contacts; i++) {
            list.writeZero(ContactListCodec.MIN_CONTACT_LENGTH - 1);
            int addresses = i == contacts - 1 ? addressesOfTheLast : 0;
            Varint.write(addresses, list);
            list.writeZero(addresses * EMPTY_ADDRESS_LENGTH);
        }
        return ByteBufUtil.getBytes(list.writeZero(behind));
    }

    @Test
    void longestListIsRead() {
        List<Contact> contacts = new ArrayList<>();

        assertThat(ContactListCodec.read(new Cursor().reset(list(17, 256, 0)), contacts))
                .isEqualTo(Outcome.OK);

        assertThat(contacts)
                .hasSize(17)
                .last()
                .satisfies(last -> assertThat(last.endpoints()).hasSize(256));
    }

    static Stream<Arguments> tooMuch() {
        return Stream.of(
                arguments("18 contacts", list(18, 0, 0)),
                arguments("257 addresses", list(1, 257, 0)),
                arguments("257 addresses with those before", list(2, 257, 0)),
                arguments("more contacts than there are bytes for", new byte[] {17, 0}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tooMuch")
    void D14_listThatDeclaresTooMuchIsRefusedBeforeAnythingIsAllocatedForIt(String what, byte[] list) {
        List<Contact> contacts = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>(2);
        Cursor cursor = new Cursor();

        long bytes = Allocation.bytesOf(() -> outcomes.add(ContactListCodec.read(cursor.reset(list), contacts)));

        assertThat(outcomes).containsOnly(Outcome.SHORT_BUFFER);
        assertThat(contacts).isEmpty();
        assertThat(bytes).as("an array of 257 references takes more").isLessThan(512);
    }

    @Test
    void D14_bytesBehindTheListRefuseItAsAWhole() {
        List<Contact> contacts = new ArrayList<>();

        assertThat(ContactListCodec.read(new Cursor().reset(list(3, 1, 1)), contacts))
                .isEqualTo(Outcome.SHORT_BUFFER);

        assertThat(contacts).isEmpty();
    }
}
