package io.nodenet.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.SubnetKey;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.testing.Allocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of a knowledge table after whatever happened to it. */
class KnowledgePropertyTest {
    private static final int STEPS = 3_000;
    private static final int POPULATION = 400;

    private final KnowledgeTable table = new KnowledgeTable(Contacts.SELF, 0, true);

    /** Everything that must hold of the table, whatever it was told. */
    static void check(KnowledgeTable table, NodeId self) {
        Map<SubnetKey, Integer> subnets = new HashMap<>();
        Map<SubnetKey, Integer> sites = new HashMap<>();
        Set<NodeId> ids = new HashSet<>();
        int size = 0;
        int populated = 0;
        for (int bucket = 0; bucket < KnowledgeTable.BUCKETS; bucket++) {
            List<KnownContact> entries = table.bucket(bucket);
            List<KnownContact> standIns = table.standIns(bucket);
            assertThat(entries).hasSizeLessThanOrEqualTo(KnowledgeTable.MAX_BUCKET_ENTRIES);
            assertThat(standIns).hasSizeLessThanOrEqualTo(KnowledgeTable.MAX_BUCKET_STAND_INS);
            assertThat(standIns.isEmpty() || entries.size() == KnowledgeTable.MAX_BUCKET_ENTRIES)
                    .as("nobody waits while there is room")
                    .isTrue();
            boolean hearsay = false;
            for (KnownContact standIn : standIns) {
                assertThat(hearsay && standIn.isVerified())
                        .as("verified behind hearsay")
                        .isFalse();
                hearsay = !standIn.isVerified();
            }
            List<KnownContact> all = new ArrayList<>(entries);
            all.addAll(standIns);
            for (KnownContact contact : all) {
                assertThat(ids.add(contact.id())).as("is there once").isTrue();
                assertThat(self.bucketIndex(contact.id())).isEqualTo(bucket);
                checkEndpoints(contact);
            }
            for (KnownContact entry : entries) {
                assertThat(table.get(entry.id())).isSameAs(entry);
                SubnetKey subnet = entry.endpoints().stream()
                        .map(SubnetKey::of)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
                if (subnet != null) {
                    subnets.merge(subnet, 1, Integer::sum);
                    if (subnet.site() != null) {
                        sites.merge(subnet.site(), 1, Integer::sum);
                    }
                }
            }
            size += entries.size();
            populated += entries.isEmpty() ? 0 : 1;
        }
        assertThat(table.size()).isEqualTo(size);
        assertThat(table.populatedBuckets()).isEqualTo(populated);
        assertThat(table.subnets().subnets()).isEqualTo(subnets);
        assertThat(table.subnets().sites()).isEqualTo(sites);
        assertThat(subnets.values()).allMatch(count -> count <= KnowledgeTable.MAX_SUBNET_ENTRIES);
        assertThat(sites.values()).allMatch(count -> count <= KnowledgeTable.MAX_SITE_ENTRIES);
        assertThat(table.contacts())
                .hasSize(size)
                .isSortedAccordingTo((one, other) -> self.compareDistance(one.id(), other.id()));
    }

    private static void checkEndpoints(KnownContact contact) {
        assertThat(contact.endpoints())
                .hasSizeLessThanOrEqualTo(KnownContact.MAX_ENDPOINTS)
                .doesNotHaveDuplicates()
                .allMatch(endpoint -> endpoint.textLength() <= KnowledgeTable.MAX_ENDPOINT_BYTES)
                .allMatch(endpoint -> endpoint.ipPort() != null);
        if (!contact.isVerified()) {
            assertThat(contact.endpoints()).hasSizeLessThanOrEqualTo(KnownContact.MAX_HEARSAY_ENDPOINTS);
            assertThat(contact.capabilities()).isZero();
        }
        assertThat(contact.isDialable()).isEqualTo(!contact.endpoints().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void invariantsHoldAfterRandomOperations(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Contacts contacts = new Contacts(seed);
        List<Contact> population =
                IntStream.range(0, POPULATION).mapToObj(i -> contacts.at()).toList();
        int networks = 2 + random.nextInt(40);
        Set<KnowledgeTable.Outcome> seen = new HashSet<>();
        for (int step = 0; step < STEPS; step++) {
            Contact contact = population.get(random.nextInt(POPULATION));
            switch (random.nextInt(20)) {
                case 0, 1 -> table.remove(contact.id());
                case 2 -> table.confirm(contact.id(), random.nextBoolean(), step);
                case 3 -> table.bindExchangeKey(contact.id(), new byte[32]);
                case 4 -> table.refreshTarget(step, 100, random);
                case 5 -> {
                    KnownContact candidate = table.evictionCandidate(contact.id());
                    if (candidate != null) {
                        table.confirm(candidate.id(), false, step);
                    }
                }
                default -> seen.add(table.observe(told(contact, random, networks), source(random), step));
            }
            if (step % 50 == 0) {
                check(table, Contacts.SELF);
            }
        }
        check(table, Contacts.SELF);
        assertThat(seen)
                .contains(
                        KnowledgeTable.Outcome.INSERTED,
                        KnowledgeTable.Outcome.REFRESHED,
                        KnowledgeTable.Outcome.SUBNET_FULL,
                        KnowledgeTable.Outcome.BUCKET_FULL,
                        KnowledgeTable.Outcome.KEY_MISMATCH);
    }

    private static ContactSource source(SplittableRandom random) {
        return ContactSource.values()[random.nextInt(ContactSource.values().length)];
    }

    private static Contact told(Contact contact, SplittableRandom random, int networks) {
        String[] texts = new String[random.nextInt(11)];
        for (int i = 0; i < texts.length; i++) {
            int host = random.nextInt(250);
            texts[i] = switch (random.nextInt(8)) {
                case 0 -> "name.example:" + host;
                case 1 -> "127.0.0.1:4242";
                case 2, 3 -> "[2001:db8:" + random.nextInt(2) + ':' + random.nextInt(networks) + "::" + host + "]:1";
                default -> "192.0." + random.nextInt(networks) + '.' + host + ":1";
            };
        }
        byte[] key = random.nextInt(5) == 0 ? null : contact.key();
        if (key != null && random.nextInt(50) == 0) {
            key = new byte[32];
        }
        return new Contact(contact.id(), key, random.nextInt(4), Contacts.endpoints(texts));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void closestFindsWhatSortingFinds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Contacts contacts = new Contacts(seed);
        for (int i = 0; i < 60; i++) {
            byte[] id = Contacts.SELF.toBytes(); // neighbours that differ late
            id[random.nextInt(NodeId.LENGTH)] ^= (byte) (1 << random.nextInt(8));
            table.observe(new Contact(NodeId.of(id), null, 0, List.of()), ContactSource.OWNER, i);
            for (int k = 0; k < random.nextInt(10); k++) {
                table.observe(contacts.at("192.0." + i + '.' + k + ":1"), ContactSource.HEARSAY, i);
            }
        }
        List<NodeId> targets = new ArrayList<>();
        targets.add(Contacts.SELF);
        for (int i = 0; i < 60; i++) {
            targets.add(contacts.at().id());
            targets.add(table.contacts().get(random.nextInt(table.size())).id());
            byte[] near = targets.get(random.nextInt(targets.size())).toBytes();
            near[random.nextInt(NodeId.LENGTH)] ^= (byte) (1 << random.nextInt(8));
            targets.add(NodeId.of(near));
        }
        for (NodeId target : targets) {
            for (Predicate<KnownContact> filter :
                    List.<Predicate<KnownContact>>of(contact -> true, KnownContact::isDialable, contact -> false)) {
                int room = random.nextInt(3) == 0 ? table.size() + 1 : random.nextInt(20);
                KnownContact[] into = new KnownContact[room];
                List<KnownContact> expected = table.contacts().stream()
                        .filter(filter)
                        .sorted((one, other) -> target.compareDistance(one.id(), other.id()))
                        .limit(room)
                        .toList();

                int found = table.closest(target, filter, into);

                assertThat(Arrays.asList(into).subList(0, found)).isEqualTo(expected);
                assertThat(IntStream.range(found, room).mapToObj(i -> into[i])).allMatch(Objects::isNull);
            }
        }
        KnownContact[] into = new KnownContact[16];
        assertThat(Allocation.bytesOf(() -> table.closest(targets.get(1), KnownContact::isDialable, into)))
                .isZero();
    }
}
