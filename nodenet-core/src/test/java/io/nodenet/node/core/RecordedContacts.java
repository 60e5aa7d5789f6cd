package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import java.util.List;

/** The contacts of a transcript: what a node is told to know, and what it is to know after a step. */
final class RecordedContacts {
    private static final String ZERO_KEY = "0".repeat(64);

    private RecordedContacts() {}

    /** Has a table know a contact, as if its owner had told. */
    static void observe(Row recorded, KnowledgeTable table, long nowNanos) {
        Contact contact = new Contact(
                NodeId.parse(recorded.string("id")),
                recorded.string("ed_pub").equals(ZERO_KEY) ? null : recorded.bytes("ed_pub"),
                recorded.integer("caps"),
                endpoints(recorded));
        table.observe(contact, ContactSource.OWNER, nowNanos);
        if (!recorded.string("x_pub").equals(ZERO_KEY)) {
            table.bindExchangeKey(contact.id(), recorded.bytes("x_pub"));
        }
    }

    static List<Endpoint> endpoints(Row contact) {
        return contact.rows("addrs").stream()
                .map(address -> {
                    address.has("text");
                    return Endpoint.of(address.bytes("net_hex"), address.bytes("endpoint_hex"));
                })
                .toList();
    }

    /**
     * Compares a table with what was recorded: the same contacts with the same keys. Hearsay only adds addresses, and capability bits are
     * those of the owner (W-14).
     *
     * @return whether there was no difference at all
     */
    static boolean compare(List<Row> recorded, KnowledgeTable table) {
        List<KnownContact> contacts = table.contacts();
        assertThat(contacts).hasSameSizeAs(recorded);
        boolean same = true;
        for (int i = 0; i < recorded.size(); i++) {
            Row row = recorded.get(i);
            KnownContact contact = contacts.get(i);
            byte[] key = contact.key();
            byte[] exchangeKey = contact.exchangeKey();
            assertThat(exchangeKey == null ? ZERO_KEY : Vectors.hex(exchangeKey))
                    .isEqualTo(row.string("x_pub"));
            assertThat(contact.id().toString()).isEqualTo(row.string("id"));
            assertThat(key == null ? ZERO_KEY : Vectors.hex(key)).isEqualTo(row.string("ed_pub"));
            if (contact.capabilities() != row.integer("caps")
                    || !contact.endpoints().equals(endpoints(row))) {
                same = false;
                assertThat(contact.isVerified()).isFalse();
                assertThat(contact.capabilities()).isZero();
                assertThat(contact.endpoints()).containsAll(endpoints(row));
            }
        }
        return same;
    }
}
