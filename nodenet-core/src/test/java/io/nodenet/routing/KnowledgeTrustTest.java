package io.nodenet.routing;

import static io.nodenet.routing.ContactSource.HANDSHAKE;
import static io.nodenet.routing.ContactSource.HEARSAY;
import static io.nodenet.routing.ContactSource.OWNER;
import static io.nodenet.routing.Contacts.able;
import static io.nodenet.routing.Contacts.endpoints;
import static io.nodenet.routing.Contacts.keyless;
import static io.nodenet.routing.Contacts.moved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.routed.Contact;
import io.nodenet.routing.KnowledgeTable.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a contact is taken to be, by who said so (W-14), and which addresses are kept at all (W-21). */
class KnowledgeTrustTest {
    private final Contacts contacts = new Contacts(14);
    private final KnowledgeTable table = new KnowledgeTable(Contacts.SELF, 0, true);

    private KnownContact known(Contact contact) {
        return Objects.requireNonNull(table.get(contact.id()));
    }

    private List<Endpoint> endpointsOf(Contact contact) {
        return known(contact).endpoints();
    }

    private static String[] texts(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "192.0.2.7:" + (1000 + i))
                .toArray(String[]::new);
    }

    @Test
    void D05_keylessContactOfAThirdPartyIsAHintWithoutAnAddress() {
        Contact victim = keyless(contacts.at("192.0.2.66:443"));

        assertThat(table.observe(victim, HEARSAY, 1)).isEqualTo(Outcome.INSERTED);

        assertThat(known(victim).isDialable()).isFalse();
        assertThat(known(victim).key()).isNull();
        table.observe(victim, HEARSAY, 2);
        assertThat(known(victim).isDialable()).isFalse();
    }

    @Test
    void D06_keyedContactOfAThirdPartyIsLearnedWithItsAddress() {
        Contact contact = able(contacts.at("192.0.2.7:443"), Contact.CAN_RELAY);

        assertThat(table.observe(contact, HEARSAY, 7)).isEqualTo(Outcome.INSERTED);

        KnownContact known = known(contact);
        assertThat(known.key()).isEqualTo(contact.key());
        assertThat(known.endpoints()).isEqualTo(contact.endpoints());
        assertThat(known.isVerified()).isFalse();
        assertThat(known.capabilities()).as("only the owner tells").isZero();
        assertThat(known.lastSeenNanos()).isEqualTo(7);
    }

    @Test
    void aHintGetsItsKeyFromAnybodyBecauseNoOtherOneHashesToTheId() {
        Contact contact = contacts.at("192.0.2.7:443");
        table.observe(keyless(contact), HEARSAY, 1);

        table.observe(contact, HEARSAY, 2);

        assertThat(known(contact).key()).isEqualTo(contact.key());
        assertThat(endpointsOf(contact)).isEqualTo(contact.endpoints());
    }

    @Test
    void D10_exchangeKeyIsBoundByTheVerifiedExchangeAlone() {
        Contact contact = contacts.at();
        byte[] key = new byte[32];
        table.bindExchangeKey(contact.id(), key);
        table.bindExchangeKey(Contacts.SELF, key);
        table.observe(contact, OWNER, 1);
        assertThat(known(contact).exchangeKey()).isNull();

        table.bindExchangeKey(contact.id(), key);
        table.observe(contact, HEARSAY, 2);
        table.observe(contact, OWNER, 3);
        table.observe(contact, HANDSHAKE, 4);

        assertThat(known(contact).exchangeKey()).isSameAs(key);
        assertThatThrownBy(() -> table.bindExchangeKey(contact.id(), new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void D15_hostileAnswerChangesNeitherTheProvenAddressNorTheBitsNorTheOrder() {
        Contact anchor = able(contacts.inBucket(0, "192.0.2.7:443"), Contact.PUBLIC_ANCHOR);
        table.observe(anchor, OWNER, 1);
        table.observe(moved(anchor, "203.0.113.9:443"), HANDSHAKE, 2);
        Contact later = contacts.inBucket(0);
        table.observe(later, OWNER, 3);

        table.observe(able(moved(anchor, "198.51.100.66:1"), Contact.CAN_RELAY), HEARSAY, 9);
        assertThat(endpointsOf(anchor)).isEqualTo(endpoints("203.0.113.9:443", "192.0.2.7:443"));
        table.observe(able(moved(anchor, "198.51.100.66:1"), Contact.CAN_RELAY), HEARSAY, 10);

        assertThat(endpointsOf(anchor))
                .as("told twice, it is tried last")
                .isEqualTo(endpoints("203.0.113.9:443", "192.0.2.7:443", "198.51.100.66:1"));
        assertThat(known(anchor).capabilities()).isEqualTo(Contact.PUBLIC_ANCHOR);
        assertThat(known(anchor).lastSeenNanos()).isEqualTo(2);
        assertThat(table.bucket(0)).extracting(KnownContact::id).containsExactly(later.id(), anchor.id());
    }

    @Test
    void ownerReplacesItsAddressesAndBitsButNotWhatAnswered() {
        Contact contact = able(contacts.at("192.0.2.7:1", "192.0.2.7:2"), Contact.CAN_RELAY);
        table.observe(contact, OWNER, 1);
        table.observe(moved(contact, "192.0.2.7:2"), HANDSHAKE, 2);

        table.observe(able(moved(contact, "192.0.2.7:3"), Contact.PUBLIC_ANCHOR), OWNER, 3);

        assertThat(endpointsOf(contact)).isEqualTo(endpoints("192.0.2.7:2", "192.0.2.7:3"));
        assertThat(known(contact).capabilities()).isEqualTo(Contact.PUBLIC_ANCHOR);
        assertThat(known(contact).lastSeenNanos()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[::]:4242"})
    void ownerThatNamesNoUsableAddressAndNoBitsKeepsThoseItHad(String useless) {
        Contact contact = able(contacts.at("192.0.2.7:1"), Contact.CAN_RELAY);
        table.observe(contact, OWNER, 1);

        table.observe(able(useless.isEmpty() ? moved(contact) : moved(contact, useless), 0), OWNER, 2);

        assertThat(endpointsOf(contact)).isEqualTo(contact.endpoints());
        assertThat(known(contact).capabilities()).isEqualTo(Contact.CAN_RELAY);
    }

    @Test
    void theLastTwoAddressesThatAnsweredComeFirst() {
        Contact contact = contacts.at("192.0.2.7:1", "192.0.2.7:2");
        table.observe(contact, OWNER, 1);

        table.observe(moved(contact, "192.0.2.7:2"), HANDSHAKE, 2);
        assertThat(endpointsOf(contact)).isEqualTo(endpoints("192.0.2.7:2", "192.0.2.7:1"));
        table.observe(moved(contact, "192.0.2.7:9", "192.0.2.7:10"), HANDSHAKE, 3);
        assertThat(endpointsOf(contact)).isEqualTo(endpoints("192.0.2.7:9", "192.0.2.7:2", "192.0.2.7:1"));
        table.observe(moved(contact, "192.0.2.7:11"), HANDSHAKE, 4);

        assertThat(endpointsOf(contact))
                .as("the third is where its owner said, or nowhere")
                .isEqualTo(endpoints("192.0.2.7:11", "192.0.2.7:9", "192.0.2.7:1", "192.0.2.7:2"));
        table.observe(moved(contact, "192.0.2.7:9"), HANDSHAKE, 5);
        table.observe(moved(contact, "192.0.2.7:12"), HANDSHAKE, 6);
        assertThat(endpointsOf(contact))
                .isEqualTo(endpoints("192.0.2.7:12", "192.0.2.7:9", "192.0.2.7:1", "192.0.2.7:2"));
    }

    @Test
    void hearsayMovesUpOnceItIsProvenOrClaimed() {
        Contact contact = contacts.at("192.0.2.7:1", "192.0.2.7:2", "192.0.2.7:3");
        table.observe(contact, HEARSAY, 1);
        table.observe(contact, HEARSAY, 1);

        table.observe(moved(contact, "192.0.2.7:3"), HANDSHAKE, 2);
        assertThat(endpointsOf(contact)).isEqualTo(endpoints("192.0.2.7:3", "192.0.2.7:1", "192.0.2.7:2"));
        table.observe(moved(contact, "192.0.2.7:2"), OWNER, 3);

        assertThat(endpointsOf(contact)).isEqualTo(endpoints("192.0.2.7:3", "192.0.2.7:2", "192.0.2.7:1"));
        table.observe(moved(contact, "192.0.2.7:4"), OWNER, 4);
        assertThat(endpointsOf(contact))
                .as("what the owner takes back is no hearsay either")
                .isEqualTo(endpoints("192.0.2.7:3", "192.0.2.7:4", "192.0.2.7:1"));
    }

    @Test
    void whatOneLiarTellsIsOutvotedByTheOthers() {
        Contact contact = contacts.at("192.0.2.7:1");
        for (int i = 0; i < 3; i++) {
            table.observe(contact, HEARSAY, i);
        }

        table.observe(moved(contact, "198.51.100.66:1"), HEARSAY, 4);
        table.observe(moved(contact, "198.51.100.67:1"), HEARSAY, 5);

        assertThat(endpointsOf(contact)).isEqualTo(contact.endpoints());
    }

    @Test
    void whatALiarToldFirstGoesOnceOthersTellTheTruth() {
        Contact contact = contacts.at("192.0.2.7:1");
        table.observe(moved(contact, "198.51.100.66:1"), HEARSAY, 1);
        assertThat(endpointsOf(contact)).isEqualTo(endpoints("198.51.100.66:1"));

        table.observe(contact, HEARSAY, 2);

        assertThat(endpointsOf(contact)).isEqualTo(contact.endpoints());
    }

    @Test
    void nodeThatMovedIsBelievedToBeWhereItWasUntilTheNewAddressIsToldTwice() {
        Contact contact = contacts.at("192.0.2.7:1");
        for (int i = 0; i < 5; i++) {
            table.observe(contact, HEARSAY, i);
        }
        Contact there = moved(contact, "192.0.2.8:1");

        table.observe(there, HEARSAY, 6);
        assertThat(endpointsOf(contact)).isEqualTo(contact.endpoints());
        table.observe(there, HEARSAY, 7);
        assertThat(endpointsOf(contact)).isEqualTo(endpoints("192.0.2.7:1", "192.0.2.8:1"));
        table.observe(there, HEARSAY, 8);
        assertThat(endpointsOf(contact)).isEqualTo(there.endpoints());
    }

    @Test
    void tellingSpeaksAgainstAddressesOfTheScopeThatItNamesAlone() {
        Contact contact = contacts.at("192.168.1.7:1", "192.0.2.7:1");
        table.observe(contact, HEARSAY, 1);
        table.observe(contact, HEARSAY, 2);

        for (int i = 0; i < 5; i++) {
            table.observe(moved(contact, "192.0.2.7:1"), HEARSAY, 3);
        }

        assertThat(endpointsOf(contact))
                .as("others do not tell of private addresses")
                .isEqualTo(contact.endpoints());
    }

    @Test
    void tellingWithoutAnAddressSpeaksAgainstWhatIsToldOfOneThatHasNone() {
        Contact contact = contacts.at("192.0.2.7:1", "192.168.1.7:1");
        table.observe(contact, HEARSAY, 1);

        table.observe(keyless(contact), HEARSAY, 2);
        assertThat(endpointsOf(contact)).as("a hint says nothing of addresses").isEqualTo(contact.endpoints());
        table.observe(moved(contact), HEARSAY, 3);

        assertThat(endpointsOf(contact))
                .as("private ones are not told to everybody")
                .isEqualTo(endpoints("192.168.1.7:1"));
    }

    @Test
    void tellingOfNothingButAnUnspecifiedAddressSpeaksAgainstNoAddress() {
        Contact contact = contacts.at("192.0.2.7:1", "192.168.1.7:1");
        table.observe(contact, HEARSAY, 1);
        table.observe(contact, HEARSAY, 2);

        for (int i = 0; i < 5; i++) {
            table.observe(moved(contact, "[::]:4242"), HEARSAY, 3);
        }

        assertThat(endpointsOf(contact)).isEqualTo(contact.endpoints());
    }

    @Test
    void whatWasToldOnceIsNotPassedOn() {
        Contact contact = contacts.at("192.0.2.7:1");
        table.observe(contact, HEARSAY, 1);
        assertThat(known(contact).endpointsToTell()).isEmpty();

        table.observe(contact, HEARSAY, 2);

        assertThat(known(contact).endpointsToTell()).isEqualTo(contact.endpoints());
    }

    @Test
    void nodeThatKnowsManyBelievesOnlyWhatIsToldTwice() {
        for (int i = 0; i < KnowledgeTable.FEW_ENTRIES; i++) {
            table.observe(contacts.at("198.51." + i + ".1:1"), HEARSAY, 1);
        }
        Contact contact = contacts.at("192.0.2.7:1");

        table.observe(contact, HEARSAY, 2);
        assertThat(endpointsOf(contact)).isEmpty();
        table.observe(contact, HEARSAY, 3);

        assertThat(endpointsOf(contact)).isEqualTo(contact.endpoints());
    }

    @Test
    void hearsayAtWhichNobodyAnswersGoesAndWhatWasVouchedForStays() {
        Contact contact = contacts.at("192.0.2.7:1");
        Contact proven = contacts.at("192.0.2.8:1");
        table.observe(contact, HEARSAY, 1);
        table.observe(proven, HANDSHAKE, 1);

        table.unreached(contact.id());
        table.unreached(proven.id());

        assertThat(endpointsOf(contact)).isEmpty();
        assertThat(endpointsOf(proven)).isEqualTo(proven.endpoints());
        table.observe(contact, HEARSAY, 2);
        table.observe(contact, HEARSAY, 3);
        table.unreached(contact.id());
        assertThat(endpointsOf(contact)).as("one vote is left").isEqualTo(contact.endpoints());
    }

    @Test
    void oneTellingOfHearsayAddsItsBestFourAddresses() {
        Contact contact = contacts.at(texts(0, 20));

        table.observe(contact, HEARSAY, 1);

        assertThat(endpointsOf(contact)).isEqualTo(endpoints(texts(0, 4)));
    }

    @Test
    void addressesThatAreKnownCountAmongTheFourOfATelling() {
        Contact contact = contacts.at(texts(0, 3));
        Contact longer = moved(contact, concat(texts(0, 3), texts(10, 12)));
        table.observe(contact, HEARSAY, 1);

        table.observe(longer, HEARSAY, 2);
        assertThat(endpointsOf(contact)).isEqualTo(contact.endpoints());
        table.observe(longer, HEARSAY, 3);

        assertThat(endpointsOf(contact)).isEqualTo(endpoints(concat(texts(0, 3), texts(10, 11))));
    }

    @Test
    void eightAddressesOfAllSourcesAreKeptTwoOfHandshakesAndHearsayGoesFirst() {
        Contact contact = contacts.at(texts(0, 4));
        table.observe(contact, HEARSAY, 1);
        table.observe(contact, HEARSAY, 1);
        table.observe(moved(contact, texts(10, 13)), OWNER, 2);
        table.observe(moved(contact, texts(20, 21)), HANDSHAKE, 3);
        assertThat(endpointsOf(contact))
                .hasSize(8)
                .endsWith(endpoints(texts(0, 4)).toArray(Endpoint[]::new));

        table.observe(moved(contact, texts(30, 31)), HANDSHAKE, 4);
        assertThat(endpointsOf(contact))
                .isEqualTo(endpoints(concat(texts(30, 31), texts(20, 21), texts(10, 13), texts(0, 3))));

        table.observe(moved(contact, texts(35, 36)), HANDSHAKE, 4);
        assertThat(endpointsOf(contact))
                .startsWith(endpoints(concat(texts(35, 36), texts(30, 31), texts(10, 13)))
                        .toArray(Endpoint[]::new));
        table.observe(moved(contact, texts(30, 31)), HANDSHAKE, 4);

        table.observe(moved(contact, texts(40, 56)), OWNER, 5);
        table.observe(moved(contact, texts(60, 61)), HEARSAY, 6);
        assertThat(endpointsOf(contact)).isEqualTo(endpoints(concat(texts(30, 31), texts(35, 36), texts(40, 46))));
    }

    private static String[] concat(String[]... parts) {
        return Stream.of(parts).flatMap(Stream::of).toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(ContactSource.class)
    void addressesHaveNoDuplicates(ContactSource source) {
        Contact contact = contacts.at("192.0.2.7:1", "192.0.2.7:1", "192.0.2.7:1");
        table.observe(contact, source, 1);
        table.observe(contact, HEARSAY, 2);
        table.observe(contact, OWNER, 3);
        table.observe(contact, HANDSHAKE, 4);

        assertThat(endpointsOf(contact)).isEqualTo(endpoints("192.0.2.7:1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host.example:443",
                "localhost:443",
                "[::]:4242",
                "0.0.0.0:4242",
                "127.0.0.1:4242",
                "[::1]:4242",
                "[::ffff:127.0.0.1]:4242",
                "169.254.1.1:4242",
                "[fe80::1%eth0]:4242",
                "224.0.0.1:4242",
                "[ff02::1]:4242",
                "255.255.255.255:4242",
                "192.0.2.7:0",
                "[2001:db8::1%0123456789012345678901234567890123456789012345678]:4242", // 65 bytes and more
                ""
            })
    void uselessAddressesAreKeptFromNoSource(String text) {
        for (ContactSource source : ContactSource.values()) {
            Contact contact = contacts.at(text);

            assertThat(table.observe(contact, source, 1)).isEqualTo(Outcome.INSERTED);
            table.observe(contact, source, 2);

            assertThat(known(contact).isDialable()).as("%s", source).isFalse();
        }
    }

    @Test
    void anAddressMayHaveSixtyFourBytes() {
        String longest = "[2001:db8::1%" + "z".repeat(64 - "[2001:db8::1%]:4242".length()) + "]:4242";
        Contact contact = contacts.at(longest, longest.replace("%", "%z"));

        table.observe(contact, OWNER, 1);

        assertThat(endpointsOf(contact)).isEqualTo(endpoints(longest));
    }

    @Test
    void otherFamiliesAreOfUseWhereThereIsNoIpAlone() {
        List<Endpoint> memory = List.of(
                Endpoint.of("mem", "a"),
                Endpoint.UNKNOWN,
                Endpoint.of("mem", "b".repeat(65)),
                Endpoint.of("f".repeat(65), "c"));
        Contact contact = contacts.at();
        Contact told = new Contact(contact.id(), contact.key(), 0, memory);
        KnowledgeTable withoutSubnets = new KnowledgeTable(Contacts.SELF, 0, false);
        table.observe(told, OWNER, 1);
        withoutSubnets.observe(told, OWNER, 1);

        assertThat(endpointsOf(contact)).isEmpty();
        assertThat(Objects.requireNonNull(withoutSubnets.get(contact.id())).endpoints())
                .containsExactly(Endpoint.of("mem", "a"));
    }

    @Test
    void theFamilyOfAnAddressMayHaveSixtyFourBytes() {
        Endpoint longest = Endpoint.of("f".repeat(64), "c");
        Contact contact = contacts.at();
        KnowledgeTable withoutSubnets = new KnowledgeTable(Contacts.SELF, 0, false);

        withoutSubnets.observe(new Contact(contact.id(), contact.key(), 0, List.of(longest)), OWNER, 1);

        assertThat(Objects.requireNonNull(withoutSubnets.get(contact.id())).endpoints())
                .containsExactly(longest);
    }

    @Test
    void whatIsOfUseFromHereIsAskedOfThePredicate() {
        KnowledgeTable onLoopback = new KnowledgeTable(Contacts.SELF, 0, true, new EndpointFilter(true)::permits);
        Contact contact = contacts.at("127.0.0.1:4242", "host.example:1", "127.0.0.1:4243");

        onLoopback.observe(contact, HEARSAY, 1);

        assertThat(Objects.requireNonNull(onLoopback.get(contact.id())).endpoints())
                .isEqualTo(endpoints("127.0.0.1:4242", "127.0.0.1:4243"));
    }

    @Test
    void addressesOfASiteAreOfNoUseBeyondIt() {
        KnowledgeTable onLoopback = new KnowledgeTable(Contacts.SELF, 0, true, new EndpointFilter(true)::permits);
        Contact contact = contacts.at(
                "127.0.0.1:1", "10.0.0.1:1", "192.0.2.7:1", "100.64.0.1:1", "[fd00::1]:1", "[2001:db8::1]:1");

        onLoopback.observe(contact, OWNER, 1);

        KnownContact known = Objects.requireNonNull(onLoopback.get(contact.id()));
        assertThat(known.endpoints()).hasSize(6);
        assertThat(known.endpointsToTellBeyondSite()).isEqualTo(endpoints("192.0.2.7:1", "[2001:db8::1]:1"));
    }

    @Test
    void handshakeAndOwnerCountAsLifeAndHearsayDoesNot() {
        Contact contact = contacts.at("192.0.2.7:1");
        table.observe(contact, HEARSAY, 1);
        table.observe(contact, HEARSAY, 2);
        assertThat(known(contact)).returns(1L, KnownContact::lastSeenNanos).returns(false, KnownContact::isVerified);

        table.observe(keyless(moved(contact)), HANDSHAKE, 3);
        assertThat(known(contact)).returns(3L, KnownContact::lastSeenNanos).returns(true, KnownContact::isVerified);
        table.observe(moved(contact), OWNER, 4);
        table.observe(contact, HEARSAY, 5);

        assertThat(known(contact).lastSeenNanos()).isEqualTo(4);
    }

    @Test
    void othersAreToldTheOwnersBitsAndTheBestAddresses() {
        Contact contact = able(contacts.at("192.0.2.7:1", "192.0.2.7:2", "192.0.2.7:3"), Contact.CAN_RELAY);
        table.observe(contact, OWNER, 1);

        assertThat(known(contact).toContact(2))
                .isEqualTo(new Contact(
                        contact.id(), contact.key(), Contact.CAN_RELAY, endpoints("192.0.2.7:1", "192.0.2.7:2")));
        assertThat(known(contact).toContact(17).endpoints()).hasSize(3);
        assertThat(known(contact).toContact(0).endpoints()).isEmpty();
        assertThat(known(contact).toContact(-1).endpoints()).isEmpty();
        assertThat(known(contact)).hasToString(contact.toString());
    }
}
