package io.nodenet.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routing.KnowledgeTable.Outcome;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The knowledge table; each contact that is observed counts as signed by its owner. */
@Tag("vectors")
class KnowledgeVectorsTest {
    private static final byte[] UNKNOWN_KEY = new byte[32];

    private final Vectors vectors = Vectors.load("knowledge.json");
    private int namesLeftOut;
    private int remembered;

    @Test
    void constantsAreTheRecordedOnes() {
        Row constants = vectors.root().row("constants");

        assertThat(vectors.names()).containsExactlyInAnyOrder("constants", "cases");
        assertThat(KnowledgeTable.BUCKETS).isEqualTo(constants.integer("bucket_count"));
        assertThat(KnowledgeTable.MAX_BUCKET_ENTRIES).isEqualTo(constants.integer("k"));
        assertThat(KnowledgeTable.MAX_BUCKET_STAND_INS).isEqualTo(constants.integer("replacement_cache"));
        assertThat(KnowledgeTable.MAX_SUBNET_ENTRIES).isEqualTo(constants.integer("subnet_cap"));
    }

    @Test
    void tableAnswersAsRecorded() {
        vectors.each("cases", row -> {
            Script script = new Script(row);
            List<Row> ops = row.rows("ops");
            for (int i = 0; i < ops.size(); i++) {
                try {
                    script.run(ops.get(i));
                } catch (AssertionError e) {
                    throw new AssertionError("operation " + i + ' ' + ops.get(i) + ": " + e.getMessage(), e);
                }
            }
            script.end(row.rows("final_by_distance_to_self"));
        });

        if (Vectors.areThoseOfTheTree()) {
            assertThat(namesLeftOut).as("W-21").isPositive();
            assertThat(remembered).as("W-14").isPositive();
        }
    }

    /** One case: a table and the operations on it. */
    private final class Script {
        private final KnowledgeTable table;
        private final NodeId self;
        private final boolean subnetsCount;
        private final Set<NodeId> standIns = new HashSet<>();
        /** Contacts that were told again while they waited for a bucket that was full. */
        private final Set<NodeId> toldAgain = new HashSet<>();

        Script(Row row) {
            self = NodeId.parse(row.string("self"));
            subnetsCount = row.string("subnet").equals("host_port");
            assertThat(row.string("subnet")).isIn("none", "host_port");
            table = new KnowledgeTable(self, row.integer("difficulty"), subnetsCount);
        }

        void run(Row op) {
            switch (op.string("op")) {
                case "observe" -> observe(op);
                case "confirm" -> table.confirm(id(op), op.flag("alive"), op.int64("now_ns"));
                case "mark_dead" -> markDead(op);
                case "bind_xpub" -> table.bindExchangeKey(id(op), op.bytes("x_pub"));
                case "get" -> get(op);
                case "len" -> assertThat(table.size()).isEqualTo(op.integer("n"));
                case "closest" -> closest(op);
                case "refresh_target" -> refreshTarget(op);
                default -> fail("unknown operation " + op);
            }
        }

        private void observe(Row op) {
            Row recorded = op.row("contact");
            recorded.ignore("x_pub"); // receivers ignore it, so a contact has none
            NodeId id = NodeId.parse(recorded.string("id"));
            byte[] key = recorded.bytes("ed_pub");
            List<Endpoint> told = endpoints(recorded).toList();
            KnownContact before = table.get(id);
            List<Endpoint> known = before == null ? List.of() : before.endpoints();
            Contact contact =
                    new Contact(id, Arrays.equals(key, UNKNOWN_KEY) ? null : key, recorded.integer("caps"), told);

            Outcome outcome = table.observe(contact, ContactSource.OWNER, op.int64("now_ns"));

            assertThat(recordedAs(outcome)).as("%s", outcome).isEqualTo(op.string("outcome"));
            if (outcome == Outcome.BUCKET_FULL) {
                assertThat(table.evictionCandidate(id))
                        .isNotNull()
                        .returns(NodeId.parse(op.string("probe")), KnownContact::id);
                if (!standIns.add(id)) {
                    toldAgain.add(id);
                }
            }
            if (outcome == Outcome.REFRESHED && !told.isEmpty() && kept(told).isEmpty() && !known.isEmpty()) {
                assertThat(before.endpoints()).isEqualTo(known);
                forgetAddresses(before, op.int64("now_ns"));
            }
        }

        /** W-21: an entry that names a host keeps its addresses, where a recorded one gave up its place in its subnet: goes on as recorded. */
        private void forgetAddresses(KnownContact contact, long nowNanos) {
            assertThat(table.bucketSize(self.bucketIndex(contact.id()))).isLessThan(KnowledgeTable.MAX_BUCKET_ENTRIES);
            table.remove(contact.id());
            table.observe(contact.toContact(0), ContactSource.OWNER, nowNanos);
        }

        /** Returns what is kept of addresses: W-21, no names where addresses are those of IP. */
        private List<Endpoint> kept(List<Endpoint> told) {
            return told.stream()
                    .filter(endpoint -> !subnetsCount || endpoint.ipPort() != null)
                    .toList();
        }

        private String recordedAs(Outcome outcome) {
            return switch (outcome) {
                case SELF -> "ignored";
                case KEY_MISMATCH, KEYLESS, PROOF_OF_WORK, SUBNET_FULL -> "rejected";
                case INSERTED, REFRESHED -> "inserted";
                case BUCKET_FULL -> "need_probe";
            };
        }

        private void markDead(Row op) {
            KnownContact promoted = table.remove(id(op));
            assertThat(promoted == null ? null : promoted.id().toString())
                    .isEqualTo(op.has("promoted") ? op.string("promoted") : null);
        }

        private void get(Row op) {
            KnownContact known = table.get(id(op));
            assertThat(known != null).isEqualTo(op.flag("found"));
            if (known != null) {
                compare(known, op.row("contact"));
                assertThat(known.lastSeenNanos()).isEqualTo(op.int64("last_seen_ns"));
            }
        }

        private void closest(Row op) {
            KnownContact[] into = new KnownContact[op.integer("n")];
            int found = table.closest(NodeId.parse(op.string("target")), contact -> true, into);
            assertThat(Stream.of(into).limit(found).map(contact -> contact.id().toString()))
                    .isEqualTo(op.strings("ids"));
        }

        private void refreshTarget(Row op) {
            NodeId target =
                    table.refreshTarget(op.int64("now_ns"), op.int64("stale_after_ns"), new SplittableRandom(1));
            assertThat(target == null ? null : self.bucketIndex(target))
                    .isEqualTo(op.has("bucket") ? op.integer("bucket") : null);
        }

        void end(List<Row> recorded) {
            List<KnownContact> contacts = table.contacts();
            assertThat(contacts).hasSameSizeAs(recorded);
            for (int i = 0; i < recorded.size(); i++) {
                compare(contacts.get(i), recorded.get(i));
                assertThat(contacts.get(i).lastSeenNanos())
                        .isEqualTo(recorded.get(i).int64("last_seen_ns"));
            }
        }

        private void compare(KnownContact known, Row recorded) {
            byte[] key = known.key() == null ? UNKNOWN_KEY : known.key();
            byte[] exchangeKey = known.exchangeKey() == null ? UNKNOWN_KEY : known.exchangeKey();
            List<Endpoint> told = endpoints(recorded).toList();
            List<Endpoint> literal = kept(told);
            namesLeftOut += literal.size() < told.size() ? 1 : 0;
            boolean sparse = toldAgain.contains(known.id());
            assertThat(known.id()).isEqualTo(NodeId.parse(recorded.string("id")));
            check(sparse, key, recorded.bytes("ed_pub"), value -> Arrays.equals(value, UNKNOWN_KEY));
            check(sparse, exchangeKey, recorded.bytes("x_pub"), value -> Arrays.equals(value, UNKNOWN_KEY));
            check(sparse, known.capabilities(), recorded.integer("caps"), value -> value == 0);
            check(sparse, known.endpoints(), literal, List::isEmpty);
        }

        /** Compares; W-14: of a contact that waits, what is told anew takes away nothing that it does not replace. */
        private <T> void check(boolean sparse, T actual, T recorded, Predicate<T> unknown) {
            if (sparse && unknown.test(recorded) && !unknown.test(actual)) {
                remembered++;
            } else {
                assertThat(actual).isEqualTo(recorded);
            }
        }

        private NodeId id(Row op) {
            return NodeId.parse(op.string("id"));
        }

        private Stream<Endpoint> endpoints(Row contact) {
            return contact.rows("addrs").stream()
                    .map(address -> Endpoint.of(address.bytes("net_hex"), address.bytes("endpoint_hex")));
        }
    }
}
