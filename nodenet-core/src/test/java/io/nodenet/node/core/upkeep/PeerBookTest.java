package io.nodenet.node.core.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.address.SubnetKey;
import io.nodenet.identity.KeyHash;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeBudget;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.TokenBucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which contacts a node keeps for its next start. */
class PeerBookTest {
    private final SplittableRandom random = new SplittableRandom(36);
    private final NodeId self = contact().id();
    private final EdgeTable edges = new EdgeTable(self, 256);
    private final KnowledgeTable knowledge = new KnowledgeTable(self, 0, true);
    private final PeerBook book = new PeerBook(edges, knowledge, contact -> {
        knowledge.observe(contact, ContactSource.HEARSAY, 0);
        knowledge.observe(contact, ContactSource.HEARSAY, 0);
    });

    private Contact contact(String... addresses) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return new Contact(
                KeyHash.nodeIdOf(key),
                key,
                0,
                List.of(addresses).stream().map(Endpoint::quic).toList());
    }

    private Contact known(ContactSource source, long nowNanos, String... addresses) {
        Contact contact = contact(addresses);
        KnowledgeTable.Outcome outcome = knowledge.observe(contact, source, nowNanos);
        assertThat(outcome).isIn(KnowledgeTable.Outcome.INSERTED, KnowledgeTable.Outcome.BUCKET_FULL);
        return contact;
    }

    private void edge(Contact contact, boolean outbound) {
        TokenBucket bucket = new TokenBucket(1, 1);
        edges.add(new Edge(contact.id(), outbound, new EdgeBudget(bucket, bucket, bucket, bucket, bucket, bucket), 0));
    }

    /** Learns of contacts in subnets of their own until so many are entries. */
    private void fill(ContactSource source, int entries) {
        for (int i = 0; knowledge.size() < entries; i++) {
            known(source, 1_000 + i, "20." + i / 256 + '.' + i % 256 + ".1:4242");
        }
    }

    private Set<NodeId> kept() {
        return book.contacts().stream().map(Contact::id).collect(Collectors.toSet());
    }

    @Test
    void contactsThatAreKnownByHearsayOrCannotBeDialedAreNotKept() {
        known(ContactSource.HEARSAY, 0, "20.0.0.1:4242");
        known(ContactSource.OWNER, 0);
        Contact good = known(ContactSource.OWNER, 0, "20.0.0.3:4242");

        assertThat(kept()).containsExactly(good.id());
    }

    @Test
    void contactWithoutAKeyIsNotKeptSinceNobodyWouldBelieveItsAddress() {
        Contact keyless = new Contact(contact().id(), null, 0, List.of(Endpoint.quic("20.0.0.1:4242")));
        knowledge.observe(keyless, ContactSource.HANDSHAKE, 0);

        assertThat(book.contacts()).isEmpty();
    }

    @Test
    void theTwoBestAddressesAreKept() {
        Contact contact = known(ContactSource.OWNER, 0, "20.0.0.1:1", "20.0.0.1:2", "20.0.0.1:3");
        knowledge.observe(
                new Contact(contact.id(), null, 0, List.of(Endpoint.quic("20.0.0.1:3"))), ContactSource.HANDSHAKE, 0);

        assertThat(book.contacts())
                .singleElement()
                .extracting(Contact::endpoints)
                .isEqualTo(List.of(Endpoint.quic("20.0.0.1:3"), Endpoint.quic("20.0.0.1:1")));
    }

    @Test
    void sixtyFourAreKeptAndNeighboursBeforeAllOthers() {
        List<Contact> neighbours = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            neighbours.add(known(ContactSource.OWNER, 0, "30.0." + i + ".1:4242"));
            edge(neighbours.get(i), i % 2 == 0);
        }
        fill(ContactSource.OWNER, 90);

        assertThat(book.contacts()).hasSize(64);
        assertThat(kept()).containsAll(neighbours.stream().map(Contact::id).toList());
    }

    @Test
    void twoContactsOfASubnetAreKeptAndMoreWhereOthersLeaveRoom() {
        for (int i = 1; i <= 8; i++) {
            edge(known(ContactSource.OWNER, 5_000, "30.0.0." + i + ":4242"), true);
        }
        assertThat(kept()).as("nobody else is known").hasSize(8);
        fill(ContactSource.OWNER, 90);

        List<Contact> kept = book.contacts();

        assertThat(kept).hasSize(64);
        SubnetKey crowded = SubnetKey.of(Endpoint.quic("30.0.0.1:4242"));
        assertThat(kept.stream()
                        .filter(contact ->
                                crowded.equals(SubnetKey.of(contact.endpoints().get(0)))))
                .hasSize(2);
    }

    @Test
    void rememberedContactsGiveWayToVerifiedOnesAndAreKeptOtherwise() {
        List<Contact> remembered = new ArrayList<>();
        for (int i = 0; i < 69; i++) {
            remembered.add(contact("40.0." + i + ".1:4242"));
        }
        book.remember(remembered);
        assertThat(knowledge.size()).as("before the start").isZero();

        book.start();

        int entries = knowledge.size();
        assertThat(entries).isBetween(32, 64);
        assertThat(kept()).hasSize(entries);
        fill(ContactSource.OWNER, entries + 20);
        assertThat(kept()).hasSize(64);
        assertThat(knowledge.contacts())
                .filteredOn(KnownContact::isVerified)
                .hasSize(20)
                .allMatch(contact -> kept().contains(contact.id()));
    }

    @Test
    void theSameContactsAreTheSameListWhoeverWasSeenLast() {
        Contact one = known(ContactSource.OWNER, 0, "30.0.0.1:4242");
        Contact other = known(ContactSource.OWNER, 1, "30.0.1.1:4242");
        List<NodeId> before = book.contacts().stream().map(Contact::id).toList();

        knowledge.observe(one, ContactSource.OWNER, 2);

        assertThat(book.contacts()).extracting(Contact::id).containsExactlyElementsOf(before);
        assertThat(before).containsExactlyInAnyOrder(one.id(), other.id());
    }
}
