package io.nodenet.routing;

import static io.nodenet.routing.ContactSource.HEARSAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much memory the knowledge of a node takes, which a simulation of 10,000 has as often. */
class KnowledgeMemoryTest {
    private static final int NETWORK = 1_500;
    private static final int TABLES = 150;

    /**
     * With one address: 330 bytes, the table's own share included ({@code mvn -pl nodenet-core test -Dtest=KnowledgeMemoryTest
     * -Dfuzz.skip=true}, JDK 17). Of 10,000 nodes each gets to know about 200 as entries and 180 as stand-ins, which is 125 KB a node.
     */
    private static final int MAX_BYTES_PER_CONTACT = 380;

    private static Contact decoded(Contact contact, String text) {
        return new Contact(NodeId.of(contact.id().toBytes()), contact.key().clone(), 0, Contacts.endpoints(text));
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void aContactThatNobodyElseHoldsTakesLittleMemory() {
        Contacts contacts = new Contacts(1);
        List<Contact> network = Stream.generate(contacts::at).limit(NETWORK).toList();
        SplittableRandom random = new SplittableRandom(1);
        KnowledgeTable[] tables = new KnowledgeTable[TABLES];
        long before = usedBytes();
        long kept = 0;
        for (int i = 0; i < TABLES; i++) {
            KnowledgeTable table = new KnowledgeTable(Contacts.SELF, 0, true);
            for (Contact contact : network) {
                String text = "10.%d.%d.1:4242".formatted(random.nextInt(256), random.nextInt(256));
                table.observe(decoded(contact, text), HEARSAY, i);
            }
            for (int bucket = 0; bucket < KnowledgeTable.BUCKETS; bucket++) {
                kept += table.bucketSize(bucket) + table.standIns(bucket).size();
            }
            tables[i] = table;
        }

        long bytes = (usedBytes() - before) / kept;
        assertThat(bytes).isLessThan(MAX_BYTES_PER_CONTACT);
        assertThat(tables).as("are reachable until here").doesNotContainNull();
    }
}
