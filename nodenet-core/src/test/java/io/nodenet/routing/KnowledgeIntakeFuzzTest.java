package io.nodenet.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nodenet.identity.KeyHash;
import io.nodenet.routed.Contact;
import io.nodenet.routed.ContactListCodec;
import io.nodenet.routing.KnowledgeTable.Outcome;
import io.nodenet.testing.Allocation;
import io.nodenet.wire.Cursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Learns of random contacts from every source: the bounds of the table hold, and forged ones touch nothing. */
@Tag("fuzz")
class KnowledgeIntakeFuzzTest {
    private static final ContactSource[] SOURCES = {
        ContactSource.HEARSAY, ContactSource.OWNER, ContactSource.HANDSHAKE, ContactSource.HEARSAY
    };

    private static final int MAX_LISTS = 8;

    /** Cuts the input into lists, which a length of two bytes precedes. */
    private static List<Contact> read(byte[] data) {
        List<Contact> contacts = new ArrayList<>();
        int at = 0;
        for (int lists = 0; lists < MAX_LISTS && at + 1 < data.length; lists++) {
            int length = (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
            int to = Math.min(data.length, at + 2 + length);
            ContactListCodec.read(new Cursor().reset(Arrays.copyOfRange(data, at + 2, to)), contacts);
            at = to;
        }
        return contacts;
    }

    /** Gives a contact the ID that its key has: the fuzzer will not find it. */
    private static Contact genuine(Contact contact) {
        byte[] key = contact.key();
        return key == null
                ? contact
                : new Contact(KeyHash.nodeIdOf(key), key, contact.capabilities(), contact.endpoints());
    }

    @FuzzTest
    void takesListsOfContacts(byte[] data) {
        List<Contact> contacts = read(data);
        KnowledgeTable table = new KnowledgeTable(Contacts.SELF, 0, true);
        long now = 0;
        for (ContactSource source : SOURCES) {
            for (Contact contact : contacts) {
                observe(table, contact, source, ++now);
                observe(table, genuine(contact), source, ++now);
            }
            KnowledgePropertyTest.check(table, Contacts.SELF);
        }
        KnownContact[] nearest = new KnownContact[16];
        assertThat(table.closest(Contacts.SELF, contact -> true, nearest))
                .isEqualTo(Math.min(table.size(), nearest.length));
    }

    private static void observe(KnowledgeTable table, Contact contact, ContactSource source, long now) {
        Outcome outcome = table.observe(contact, source, now);

        KnownContact known = table.get(contact.id());
        if (outcome == Outcome.KEY_MISMATCH) {
            assertThat(known == null || known.lastSeenNanos() != now)
                    .as("untouched")
                    .isTrue();
            return;
        }
        assertThat(outcome == Outcome.INSERTED || outcome == Outcome.REFRESHED).isEqualTo(known != null);
        if (outcome == Outcome.BUCKET_FULL) {
            assertThat(table.evictionCandidate(contact.id())).isNotNull();
        }
        long size = table.size();
        assertThat(Allocation.bytesOf(() -> table.observe(contact, source, now)))
                .as("once more")
                .isLessThan(Allocation.fairShare(0));
        assertThat(table.size()).isEqualTo(size);
    }
}
