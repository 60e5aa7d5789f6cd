package io.nodenet.routing;

import static io.nodenet.routing.ContactSource.HANDSHAKE;
import static io.nodenet.routing.ContactSource.HEARSAY;
import static io.nodenet.routing.ContactSource.OWNER;
import static io.nodenet.routing.Contacts.keyless;
import static io.nodenet.routing.Contacts.moved;
import static io.nodenet.routing.KnowledgeTable.MAX_BUCKET_ENTRIES;
import static io.nodenet.routing.KnowledgeTable.MAX_BUCKET_STAND_INS;
import static io.nodenet.routing.KnowledgeTable.MAX_SUBNET_ENTRIES;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Blake2b256;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routing.KnowledgeTable.Outcome;
import io.nodenet.testing.Allocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets into the knowledge table, who has to wait, who goes, and what is found in it. */
class KnowledgeTableTest {
    /** What the library's BLAKE2b allocates for each block. */
    private static final int HASH_BYTES = 144;

    private final Contacts contacts = new Contacts(9);
    private final KnowledgeTable table = new KnowledgeTable(Contacts.SELF, 0, true);

    private KnownContact known(Contact contact) {
        return Objects.requireNonNull(table.get(contact.id()));
    }

    /** Fills bucket 0 with contacts of one source and returns them from the first to the last. */
    private List<Contact> fill(ContactSource source) {
        List<Contact> filled = new ArrayList<>();
        for (int i = 0; i < MAX_BUCKET_ENTRIES; i++) {
            Contact contact = contacts.inBucket(0);
            assertThat(table.observe(contact, source, i)).isEqualTo(Outcome.INSERTED);
            filled.add(contact);
        }
        return filled;
    }

    private List<Contact> wait(int count, ContactSource source, long nowNanos) {
        List<Contact> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Contact contact = contacts.inBucket(0);
            assertThat(table.observe(contact, source, nowNanos)).isEqualTo(Outcome.BUCKET_FULL);
            waiting.add(contact);
        }
        return waiting;
    }

    private static List<NodeId> ids(List<Contact> contacts) {
        return contacts.stream().map(Contact::id).toList();
    }

    private static List<NodeId> reversed(List<NodeId> ids) {
        List<NodeId> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        return reversed;
    }

    private static List<NodeId> idsOf(List<KnownContact> contacts) {
        return contacts.stream().map(KnownContact::id).toList();
    }

    @Test
    void theNodeItselfIsNoContact() {
        Contact self = new Contact(Contacts.SELF, null, 0, List.of());

        assertThat(table.observe(self, HANDSHAKE, 1)).isEqualTo(Outcome.SELF);

        table.confirm(Contacts.SELF, true, 2);
        assertThat(table.get(Contacts.SELF)).isNull();
        assertThat(table.remove(Contacts.SELF)).isNull();
        assertThat(table.evictionCandidate(Contacts.SELF)).isNull();
        assertThat(table.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(ContactSource.class)
    void D07_keyThatDoesNotHashToTheIdIsRefusedAndTheGenuineOneStands(ContactSource source) {
        Contact contact = contacts.inBucket(0, "192.0.2.7:443");
        byte[] forged = contact.key().clone();
        forged[31] ^= 1;
        table.observe(contact, OWNER, 1);
        for (byte[] key : List.of(forged, new byte[31], new byte[33], Arrays.copyOf(contact.key(), 31))) {
            Contact attack = new Contact(contact.id(), key, 3, Contacts.endpoints("203.0.113.66:1"));
            assertThat(table.observe(attack, source, 2)).isEqualTo(Outcome.KEY_MISMATCH);
            Contact stranger = new Contact(contacts.inBucket(0).id(), key, 0, List.of());
            assertThat(table.observe(stranger, source, 2)).isEqualTo(Outcome.KEY_MISMATCH);
        }

        assertThat(known(contact))
                .returns(contact.key(), KnownContact::key)
                .returns(contact.endpoints(), KnownContact::endpoints)
                .returns(0, KnownContact::capabilities)
                .returns(1L, KnownContact::lastSeenNanos);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void D07_forgedKeyTouchesNoContactThatWaitsEither() {
        fill(OWNER);
        Contact waiting = wait(1, OWNER, 100).get(0);
        byte[] forged = new byte[32];

        assertThat(table.observe(new Contact(waiting.id(), forged, 0, List.of()), OWNER, 101))
                .isEqualTo(Outcome.KEY_MISMATCH);

        assertThat(table.standIns(0)).singleElement().returns(waiting.key(), KnownContact::key);
    }

    @Test
    void keyOfAnotherLengthIsRefusedThoughItHashesToTheId() {
        byte[] key = new byte[31];

        assertThat(table.observe(new Contact(NodeId.of(Blake2b256.hash(key)), key, 0, List.of()), OWNER, 1))
                .isEqualTo(Outcome.KEY_MISMATCH);
    }

    @Test
    void D08_ofOneBelowAndOneAboveTheDifficultyTheSecondIsLearned() {
        KnowledgeTable strict = new KnowledgeTable(Contacts.SELF, 4, true);
        Contact below = contacts.withZeros(3, "192.0.2.7:443");
        Contact above = contacts.withZeros(4, "192.0.2.8:443");

        assertThat(strict.observe(below, OWNER, 1)).isEqualTo(Outcome.PROOF_OF_WORK);
        assertThat(strict.observe(below, HANDSHAKE, 1)).isEqualTo(Outcome.PROOF_OF_WORK);
        assertThat(strict.observe(above, HEARSAY, 1)).isEqualTo(Outcome.INSERTED);

        assertThat(idsOf(strict.contacts())).containsExactly(above.id());
    }

    @Test
    void D09_withADifficultyAKeylessNewcomerIsRefusedUnlessAHandshakeProvedItsId() {
        KnowledgeTable strict = new KnowledgeTable(Contacts.SELF, 4, true);
        Contact hint = keyless(contacts.withZeros(4, "192.0.2.7:443"));

        assertThat(strict.observe(hint, HEARSAY, 1)).isEqualTo(Outcome.KEYLESS);
        assertThat(strict.observe(hint, OWNER, 1)).isEqualTo(Outcome.KEYLESS);
        assertThat(strict.size()).isZero();
        assertThat(strict.observe(hint, HANDSHAKE, 1)).isEqualTo(Outcome.INSERTED);

        assertThat(strict.contacts()).singleElement().returns(hint.endpoints(), KnownContact::endpoints);
    }

    @Test
    void D11_ninthContactOfASubnetIsRefusedAndSoIsAnAddressChangeIntoIt() {
        for (int i = 0; i < MAX_SUBNET_ENTRIES; i++) {
            assertThat(table.observe(contacts.at("192.0.2." + i + ":1"), HEARSAY, 1))
                    .isEqualTo(Outcome.INSERTED);
        }
        Contact elsewhere = Contacts.able(contacts.at("198.51.100.1:1"), Contact.CAN_RELAY);
        table.observe(elsewhere, HEARSAY, 1);

        for (ContactSource source : ContactSource.values()) {
            assertThat(table.observe(contacts.at("192.0.2.200:1"), source, 2)).isEqualTo(Outcome.SUBNET_FULL);
        }
        assertThat(table.observe(moved(elsewhere, "192.0.2.201:1"), OWNER, 2)).isEqualTo(Outcome.REFRESHED);

        assertThat(known(elsewhere))
                .returns(elsewhere.endpoints(), KnownContact::endpoints)
                .returns(Contact.CAN_RELAY, KnownContact::capabilities)
                .returns(2L, KnownContact::lastSeenNanos);
        assertThat(table.observe(contacts.at("198.51.100.2:1"), HEARSAY, 2)).isEqualTo(Outcome.INSERTED);
    }

    @Test
    void theFirstAddressThatHasASubnetCounts() {
        KnowledgeTable mixed = new KnowledgeTable(Contacts.SELF, 0, true, endpoint -> true);
        for (int i = 0; i < MAX_SUBNET_ENTRIES; i++) {
            mixed.observe(contacts.at("a.name:1", "192.0.2." + i + ":1", "198.51.100.1:1"), HEARSAY, 1);
        }

        assertThat(mixed.observe(contacts.at("b.name:1", "192.0.2.9:1"), HEARSAY, 1))
                .isEqualTo(Outcome.SUBNET_FULL);
        assertThat(mixed.observe(contacts.at("198.51.100.1:1", "192.0.2.9:1"), HEARSAY, 1))
                .isEqualTo(Outcome.INSERTED);
        assertThat(mixed.observe(contacts.at("c.name:1"), HEARSAY, 1)).isEqualTo(Outcome.INSERTED);
    }

    @Test
    void aContactThatMovesOrGoesMakesRoomInItsSubnet() {
        List<Contact> crowd = new ArrayList<>();
        for (int i = 0; i < MAX_SUBNET_ENTRIES; i++) {
            crowd.add(contacts.at("192.0.2." + i + ":1"));
            table.observe(crowd.get(i), OWNER, 1);
        }

        table.observe(moved(crowd.get(0), "192.0.2.100:1"), OWNER, 2);
        assertThat(table.observe(contacts.at("192.0.2.200:1"), OWNER, 3)).isEqualTo(Outcome.SUBNET_FULL);
        table.observe(moved(crowd.get(0), "198.51.100.1:1"), OWNER, 3);
        assertThat(table.observe(contacts.at("192.0.2.201:1"), OWNER, 3)).isEqualTo(Outcome.INSERTED);
        assertThat(table.observe(contacts.at("192.0.2.202:1"), OWNER, 3)).isEqualTo(Outcome.SUBNET_FULL);
        table.remove(crowd.get(1).id());

        assertThat(table.observe(contacts.at("192.0.2.203:1"), OWNER, 4)).isEqualTo(Outcome.INSERTED);
    }

    @Test
    void sixteenEntriesOfASiteOfIpv6AreKeptAndNoMore() {
        for (int i = 0; i < 16; i++) {
            assertThat(table.observe(contacts.at("[2001:db8:7:" + i + "::1]:1"), HEARSAY, 1))
                    .isEqualTo(Outcome.INSERTED);
        }
        Contact member = contacts.at("[2001:db8:8::1]:1");
        table.observe(member, OWNER, 1);

        assertThat(table.observe(contacts.at("[2001:db8:7:ffff::1]:1"), HEARSAY, 2))
                .isEqualTo(Outcome.SUBNET_FULL);
        table.observe(moved(member, "[2001:db8:7:aaaa::1]:1"), OWNER, 2);
        assertThat(known(member).endpoints()).isEqualTo(member.endpoints());
        KnownContact resident = table.contacts().stream()
                .filter(contact -> contact.endpoints().toString().contains("db8:7:3:"))
                .findFirst()
                .orElseThrow();
        table.observe(moved(resident.toContact(1), "[2001:db8:7:99::1]:1"), OWNER, 2);
        assertThat(resident.endpoints().get(0).text()).as("within the site").contains(":99:");
        assertThat(table.observe(contacts.at("[2001:db8:9::1]:1"), HEARSAY, 2)).isEqualTo(Outcome.INSERTED);
        assertThat(table.observe(contacts.at("[::ffff:192.0.2.1]:1"), HEARSAY, 2))
                .isEqualTo(Outcome.INSERTED);
    }

    @Test
    void subnetsHaveNoCapsWithoutIpAddresses() {
        KnowledgeTable flat = new KnowledgeTable(Contacts.SELF, 0, false);
        for (int i = 0; i < 2 * MAX_SUBNET_ENTRIES; i++) {
            assertThat(flat.observe(contacts.at("192.0.2." + i + ":1"), HEARSAY, 1))
                    .isEqualTo(Outcome.INSERTED);
        }
    }

    @ParameterizedTest
    @EnumSource(ContactSource.class)
    void D12_newcomersIntoAFullBucketLeaveItsEntriesUntouchedUntilTheyAreProbed(ContactSource source) {
        List<Contact> incumbents = fill(OWNER);

        List<Contact> newcomers = wait(200, source, 100);

        assertThat(idsOf(table.bucket(0))).isEqualTo(reversed(ids(incumbents)));
        assertThat(idsOf(table.standIns(0))).isEqualTo(reversed(ids(newcomers)).subList(0, MAX_BUCKET_STAND_INS));
        assertThat(table.size()).isEqualTo(MAX_BUCKET_ENTRIES);
        newcomers.forEach(newcomer -> assertThat(table.get(newcomer.id())).isNull());
        assertThat(table.evictionCandidate(newcomers.get(0).id())).isSameAs(known(incumbents.get(0)));

        table.confirm(incumbents.get(0).id(), true, 200);
        assertThat(table.evictionCandidate(newcomers.get(0).id())).isSameAs(known(incumbents.get(1)));
        table.confirm(incumbents.get(1).id(), false, 200);

        assertThat(known(newcomers.get(199)).lastSeenNanos()).as("as it was").isEqualTo(100);
        assertThat(table.bucket(0).get(0).id()).isEqualTo(newcomers.get(199).id());
        assertThat(table.get(incumbents.get(1).id())).isNull();
        assertThat(table.size()).isEqualTo(MAX_BUCKET_ENTRIES);
    }

    @Test
    void hearsayIsProbedBeforeWhatWasVerified() {
        List<Contact> incumbents = fill(OWNER);
        table.remove(incumbents.get(7).id());
        Contact early = contacts.inBucket(0);
        table.observe(early, HEARSAY, 50);
        table.remove(incumbents.get(8).id());
        table.observe(contacts.inBucket(0), HEARSAY, 51);
        Contact newcomer = wait(1, HEARSAY, 100).get(0);

        assertThat(table.evictionCandidate(newcomer.id())).isSameAs(known(early));
        table.confirm(early.id(), true, 101);

        assertThat(table.evictionCandidate(newcomer.id())).isNotNull().returns(51L, KnownContact::lastSeenNanos);
    }

    @Test
    void thereIsNobodyToProbeWhileABucketHasRoomNorForAnEntry() {
        Contact newcomer = contacts.inBucket(0);
        assertThat(table.evictionCandidate(newcomer.id())).isNull();
        List<Contact> incumbents = fill(OWNER);

        assertThat(table.evictionCandidate(incumbents.get(3).id())).isNull();
        assertThat(table.evictionCandidate(newcomer.id())).isNotNull();
        assertThat(table.evictionCandidate(contacts.inBucket(1).id())).isNull();
        table.remove(incumbents.get(3).id());

        assertThat(table.evictionCandidate(newcomer.id())).isNull();
    }

    @Test
    void hearsayWaitsBehindWhatWasVerifiedAndPushesNoneOfItOut() {
        fill(OWNER);
        List<Contact> verified = wait(3, OWNER, 100);

        List<Contact> told = wait(MAX_BUCKET_STAND_INS, HEARSAY, 101);

        assertThat(idsOf(table.standIns(0)))
                .hasSize(MAX_BUCKET_STAND_INS)
                .startsWith(reversed(ids(verified)).toArray(NodeId[]::new))
                .endsWith(told.get(3).id());
        wait(MAX_BUCKET_STAND_INS, OWNER, 102);
        wait(1, HEARSAY, 103);
        assertThat(table.standIns(0)).allMatch(KnownContact::isVerified).hasSize(MAX_BUCKET_STAND_INS);
    }

    @Test
    void hearsayOfAContactThatWaitsAddsAddressesAndGainsItNoPlace() {
        fill(OWNER);
        List<Contact> waiting = wait(2, OWNER, 100);
        Contact behind = Contacts.able(moved(waiting.get(0), "192.0.2.7:1"), Contact.CAN_RELAY);
        table.observe(behind, OWNER, 101);
        table.observe(waiting.get(1), OWNER, 102);

        table.observe(Contacts.able(moved(behind, "192.0.2.66:1"), Contact.PUBLIC_ANCHOR), HEARSAY, 103);
        table.observe(Contacts.able(moved(behind, "192.0.2.66:1"), Contact.PUBLIC_ANCHOR), HEARSAY, 103);

        assertThat(idsOf(table.standIns(0))).containsExactly(waiting.get(1).id(), behind.id());
        assertThat(table.standIns(0).get(1))
                .returns(Contacts.endpoints("192.0.2.7:1", "192.0.2.66:1"), KnownContact::endpoints)
                .returns(Contact.CAN_RELAY, KnownContact::capabilities)
                .returns(101L, KnownContact::lastSeenNanos);
    }

    @Test
    void hearsayThatIsVerifiedWhileItWaitsMovesUp() {
        fill(OWNER);
        List<Contact> waiting = wait(2, HEARSAY, 100);
        wait(1, OWNER, 101);

        table.observe(waiting.get(0), HANDSHAKE, 102);
        table.bindExchangeKey(waiting.get(0).id(), new byte[32]);

        assertThat(table.standIns(0).get(0))
                .returns(waiting.get(0).id(), KnownContact::id)
                .returns(true, KnownContact::isVerified);
        assertThat(table.standIns(0).get(0).exchangeKey()).isNotNull();
        assertThat(table.standIns(0)).hasSize(3);
    }

    @Test
    void contactThatWaitsTakesNoPlaceInItsSubnetAndIsPassedOverWhenThatIsFull() {
        List<Contact> incumbents = fill(OWNER);
        Contact behind = contacts.inBucket(0, "198.51.100.1:1");
        Contact before = contacts.inBucket(0, "192.0.2.200:1");
        table.observe(behind, OWNER, 100);
        table.observe(before, OWNER, 101);
        for (int i = 0; i < MAX_SUBNET_ENTRIES; i++) {
            assertThat(table.observe(contacts.inBucket(1, "192.0.2." + i + ":1"), OWNER, 102))
                    .isEqualTo(Outcome.INSERTED);
        }
        assertThat(table.observe(contacts.inBucket(0, "192.0.2.201:1"), OWNER, 103))
                .isEqualTo(Outcome.SUBNET_FULL);
        assertThat(table.observe(moved(behind, "192.0.2.202:1"), OWNER, 103)).isEqualTo(Outcome.SUBNET_FULL);
        assertThat(table.observe(before, OWNER, 103)).as("nothing new").isEqualTo(Outcome.BUCKET_FULL);

        KnownContact promoted = table.remove(incumbents.get(0).id());

        assertThat(promoted).isNotNull().returns(behind.id(), KnownContact::id);
        assertThat(promoted.endpoints()).isEqualTo(behind.endpoints());
        assertThat(table.standIns(0)).isEmpty();
        assertThat(table.remove(incumbents.get(1).id())).isNull();
        assertThat(table.bucketSize(0)).isEqualTo(MAX_BUCKET_ENTRIES - 1);
    }

    @Test
    void contactThatWaitsIsRemovedWithoutAReplacement() {
        List<Contact> incumbents = fill(OWNER);
        Contact waiting = wait(1, OWNER, 100).get(0);

        table.confirm(waiting.id(), false, 101);
        assertThat(table.standIns(0)).as("probes are about entries").hasSize(1);
        assertThat(table.remove(waiting.id())).isNull();
        assertThat(table.remove(waiting.id())).isNull();

        assertThat(table.remove(incumbents.get(0).id())).isNull();
        assertThat(table.size()).isEqualTo(MAX_BUCKET_ENTRIES - 1);
    }

    @Test
    void aProbeThatIsAnsweredVerifiesAndMovesToTheFront() {
        Contact hint = contacts.inBucket(0);
        table.observe(hint, HEARSAY, 1);
        table.observe(contacts.inBucket(0), OWNER, 2);

        table.confirm(hint.id(), true, 3);

        assertThat(table.bucket(0).get(0))
                .returns(hint.id(), KnownContact::id)
                .returns(true, KnownContact::isVerified)
                .returns(3L, KnownContact::lastSeenNanos);
        table.confirm(contacts.inBucket(0).id(), true, 4);
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void bucketsAreCountedWhileTheyHaveEntries() {
        Contact far = contacts.inBucket(0);
        Contact near = contacts.inBucket(5);
        table.observe(far, OWNER, 1);
        table.observe(near, OWNER, 1);
        table.observe(contacts.inBucket(5), OWNER, 1);
        assertThat(table.populatedBuckets()).isEqualTo(2);
        assertThat(table.bucketSize(5)).isEqualTo(2);
        assertThat(table.bucketSize(255)).isZero();
        assertThat(table.bucket(255)).isEmpty();

        table.remove(far.id());

        assertThat(table.populatedBuckets()).isEqualTo(1);
        assertThat(table.bucketSize(0)).isZero();
        assertThat(table.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 63, 64, 128, 255})
    void refreshTargetIsARandomIdOfTheBucket(int bucket) {
        byte[] id = Contacts.SELF.toBytes();
        id[bucket / 8] ^= (byte) (0x80 >>> bucket % 8);
        table.observe(new Contact(NodeId.of(id), null, 0, List.of()), OWNER, 1);
        SplittableRandom random = new SplittableRandom(bucket);

        List<NodeId> targets = Stream.generate(() -> table.refreshTarget(1, 0, random))
                .limit(64)
                .toList();

        assertThat(targets).allMatch(target -> Contacts.SELF.bucketIndex(target) == bucket);
        assertThat(targets.stream().distinct().count()).isGreaterThan(bucket < 240 ? 60 : 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 5, -1_000})
    void theBucketThatWasRefreshedLongestAgoIsNext(long start) {
        for (int bucket : new int[] {2, 0, 4}) {
            table.observe(contacts.inBucket(bucket), OWNER, start);
        }
        assertThat(refreshed(start, 10)).as("never refreshed, the lowest first").isEqualTo(0);
        assertThat(refreshed(start + 3, 10)).isEqualTo(2);
        assertThat(refreshed(start + 6, 10)).isEqualTo(4);
        assertThat(refreshed(start + 9, 10)).isNull();
        assertThat(refreshed(start + 10, 10)).isEqualTo(0);
        assertThat(refreshed(start + 100, 10)).isEqualTo(2);

        table.bucket(4).forEach(contact -> table.remove(contact.id()));
        assertThat(refreshed(start + 100, 10)).as("an empty one is left alone").isEqualTo(0);
        assertThat(refreshed(start + 100, 10)).isNull();
    }

    private Integer refreshed(long nowNanos, long staleAfterNanos) {
        NodeId target = table.refreshTarget(nowNanos, staleAfterNanos, new SplittableRandom(1));
        return target == null ? null : Contacts.SELF.bucketIndex(target);
    }

    @ParameterizedTest
    @EnumSource(ContactSource.class)
    void whatIsKnownOrRefusedIsObservedWithoutAllocation(ContactSource source) {
        Contact contact = contacts.at("192.0.2.7:1", "[2001:db8::1]:4242");
        Contact forged = new Contact(contacts.at().id(), contact.key(), 0, contact.endpoints());
        KnowledgeTable strict = new KnowledgeTable(Contacts.SELF, 256, true);
        table.observe(contact, OWNER, 1);
        table.observe(contact, source, 2);

        assertThat(Allocation.bytesOf(() -> table.observe(contact, source, 3))).isZero();
        assertThat(Allocation.bytesOf(() -> strict.observe(keyless(contact), source, 3)))
                .as("no more than the contact itself")
                .isEqualTo(Allocation.bytesOf(() -> keyless(contact)));
        assertThat(Allocation.bytesOf(() -> table.observe(forged, source, 3))).isLessThanOrEqualTo(HASH_BYTES);
        assertThat(Allocation.bytesOf(() -> strict.observe(contact, source, 3))).isLessThanOrEqualTo(HASH_BYTES);
    }
}
