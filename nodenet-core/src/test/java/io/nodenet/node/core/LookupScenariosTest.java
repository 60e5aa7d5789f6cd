package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routed.NonceCodec;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.KnownContact;
import io.nodenet.wire.FrameType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Look-ups, sibling requests and their answers: groups D and H of docs/protocol/09. */
class LookupScenariosTest {
    private static final String LOOKUP = "04";
    private static final String NEIGHBORS = "05";
    private static final long NONCE = 0x0123456789abcdefL;

    private final Overlay overlay = new Overlay(71);
    private final Identity self = overlay.newIdentity();
    private final SimNode node = overlay.node(self, Overlay.quiet(self));
    private final Identity askerIdentity = overlay.newIdentity();
    private final Puppet asker = overlay.puppet(askerIdentity.nodeId());
    private final Wire end = overlay.edge(node, asker, false);
    private long sent;

    private byte[] signed(FrameType type, Identity from, NodeId target, byte[] payload, List<NodeId> avoid) {
        ByteBuf frame = Unpooled.buffer(8192);
        RoutedSigning.sign(from, type, target, overlay.time().wallNanos() + ++sent, payload)
                .writeFrame(frame, 16, avoid);
        return ByteBufUtil.getBytes(frame);
    }

    private byte[] lookup(Identity from, NodeId target) {
        return signed(FrameType.LOOKUP, from, target, question(), List.of(from.nodeId()));
    }

    private static byte[] question() {
        return ByteBuffer.allocate(8).putLong(NONCE).array();
    }

    private byte[] answer(Identity from, long nonce, Contact... contacts) {
        ByteBuf payload = Unpooled.buffer();
        NonceCodec.writeAnswer(nonce, List.of(contacts), payload);
        return signed(FrameType.NEIGHBORS, from, node.id(), ByteBufUtil.getBytes(payload), List.of());
    }

    private Contact contact(Identity who, String... addresses) {
        return new Contact(
                who.nodeId(),
                who.publicKey(),
                0,
                List.of(addresses).stream().map(Endpoint::quic).toList());
    }

    private Identity know(String... addresses) {
        Identity known = overlay.newIdentity();
        node.core().knowledge().observe(contact(known, addresses), ContactSource.OWNER, node.now());
        return known;
    }

    private List<RecordedAnswer> answersTo(Puppet puppet) {
        return puppet.heard(NEIGHBORS).stream().map(RecordedAnswer::of).toList();
    }

    /** Has the node ask its neighbour; returns the nonce. */
    private long ask() {
        long nonce = overlay.random().nextLong();
        node.nonces = () -> nonce;
        node.input(core -> core.lookups().lookUp(node.id()));
        overlay.settle();
        asker.heard();
        return nonce;
    }

    @Test
    void D01_siblingRequestIsAnsweredOverItsOwnConnectionWithTheOwnContactLast() {
        Identity known = know("203.0.113.5:4242");

        end.say(Frames.frame(FrameType.SIBLINGS, question()));
        overlay.settle();

        assertThat(answersTo(asker)).singleElement().satisfies(answer -> {
            assertThat(answer.signed()).isTrue();
            assertThat(answer.contacts()).extracting(Contact::id).containsExactly(known.nodeId(), node.id());
            assertThat(answer.contacts().get(1).key()).isEqualTo(self.publicKey());
        });
        assertThat(node.count(NodeCounter.ANSWERS_SENT)).isEqualTo(1);
    }

    @Test
    void D02_lookupThatEndsHereIsAnsweredWithWhoIsKnownNearItsTarget() {
        Identity known = know("203.0.113.5:4242");

        end.say(lookup(askerIdentity, Frames.flip(node.id(), 255)));
        overlay.settle();

        assertThat(answersTo(asker))
                .singleElement()
                .satisfies(answer -> assertThat(answer.contacts())
                        .extracting(Contact::id)
                        .containsExactly(known.nodeId(), node.id()));
    }

    @Test
    void lookupOfANeighbourForItselfIsAnsweredAndNotSentBackToIt() {
        Puppet carrier = overlay.puppet(Frames.flip(askerIdentity.nodeId(), 3));
        Wire other = overlay.edge(node, carrier, false);
        asker.heard();

        other.say(lookup(askerIdentity, askerIdentity.nodeId()));
        overlay.settle();

        assertThat(asker.heard(LOOKUP)).as("its own question").isEmpty();
        assertThat(node.count(NodeCounter.ANSWERS_SENT)).isEqualTo(1);
    }

    @Test
    void D03_answersThatNobodyAskedForAreCountedAndTeachNothing() {
        Identity stranger = overlay.newIdentity();

        end.say(answer(askerIdentity, NONCE, contact(stranger, "203.0.113.5:4242")));
        overlay.settle();

        assertThat(node.core().knowledge().get(stranger.nodeId())).isNull();
        assertThat(node.drops(DropReason.UNSOLICITED_NEIGHBORS)).isEqualTo(1);
    }

    @Test
    void D04_threeAnswerersTeachWithinThirtySecondsAndEachOnce() {
        long nonce = ask();
        List<Identity> told = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            told.add(overlay.newIdentity());
            Identity answerer = i == 0 ? askerIdentity : overlay.newIdentity();
            end.say(answer(answerer, nonce, contact(told.get(i), "198.51." + i + ".1:4242")));
            overlay.settle();
        }
        Identity late = overlay.newIdentity();
        end.say(answer(askerIdentity, nonce, contact(late, "203.0.113.5:4242")));
        overlay.settle();

        assertThat(told)
                .extracting(who -> node.core().knowledge().get(who.nodeId()) != null)
                .containsExactly(true, true, true, false);
        assertThat(node.drops(DropReason.UNSOLICITED_NEIGHBORS)).isEqualTo(2);
    }

    @Test
    void D04_answerAfterThirtySecondsIsIgnored() {
        long nonce = ask();
        Identity stranger = overlay.newIdentity();
        overlay.runFor(Duration.ofSeconds(30));

        end.say(answer(askerIdentity, nonce, contact(stranger, "203.0.113.5:4242")));
        overlay.settle();

        assertThat(node.core().knowledge().get(stranger.nodeId())).isNull();
        assertThat(node.drops(DropReason.UNSOLICITED_NEIGHBORS)).isEqualTo(1);
    }

    @Test
    void D05_keylessContactIsAHintWithoutItsAddress() {
        long nonce = ask();
        NodeId victim = overlay.newIdentity().nodeId();

        end.say(answer(
                askerIdentity, nonce, new Contact(victim, null, 0, List.of(Endpoint.quic("203.0.113.66:4242")))));
        overlay.settle();

        KnownContact hint = node.core().knowledge().get(victim);
        assertThat(hint == null || hint.endpoints().isEmpty()).isTrue();
    }

    @Test
    void D06_keyedContactIsLearnedWithItsAddress() {
        long nonce = ask();
        Identity stranger = overlay.newIdentity();

        end.say(answer(askerIdentity, nonce, contact(stranger, "203.0.113.5:4242")));
        overlay.settle();

        assertThat(node.core().knowledge().get(stranger.nodeId()))
                .returns(List.of(Endpoint.quic("203.0.113.5:4242")), KnownContact::endpoints)
                .returns(false, KnownContact::isVerified);
    }

    @Test
    void D07_keyOfSomebodyElseIsRefusedAndCounted() {
        long nonce = ask();
        Contact forged = new Contact(
                overlay.newIdentity().nodeId(),
                overlay.newIdentity().publicKey(),
                0,
                List.of(Endpoint.quic("203.0.113.5:4242")));

        end.say(answer(askerIdentity, nonce, forged));
        overlay.settle();

        assertThat(node.core().knowledge().get(forged.id())).isNull();
        assertThat(node.drops(DropReason.CONTACT_UNPROVEN)).isEqualTo(1);
    }

    @Test
    void D11_ninthContactOfASubnetIsRefusedAndCounted() {
        long nonce = ask();
        Contact[] contacts = new Contact[9];
        for (int i = 0; i < contacts.length; i++) {
            contacts[i] = contact(overlay.newIdentity(), "203.0.113." + (i + 1) + ":4242");
        }

        end.say(answer(askerIdentity, nonce, contacts));
        overlay.settle();

        assertThat(contacts)
                .extracting(contact -> node.core().knowledge().get(contact.id()) != null)
                .containsExactly(true, true, true, true, true, true, true, true, false);
        assertThat(node.drops(DropReason.CONTACT_SUBNET_FULL)).isEqualTo(1);
    }

    @Test
    void D13_questionsOfAnotherLengthAreNotAnswered() {
        for (int length : new int[] {0, 7, 9}) {
            end.say(Frames.frame(FrameType.SIBLINGS, new byte[length]));
            end.say(signed(FrameType.LOOKUP, askerIdentity, Frames.flip(node.id(), 255), new byte[length], List.of()));
        }
        overlay.settle();

        assertThat(answersTo(asker)).isEmpty();
        assertThat(node.drops(DropReason.MALFORMED_PAYLOAD)).isEqualTo(6);
    }

    @Test
    void D15_hearsayTakesNothingFromAProvenAddress() {
        Identity anchor = overlay.newIdentity();
        Endpoint proven = Endpoint.quic("203.0.113.5:4242");
        node.core().knowledge().observe(contact(anchor, proven.text()), ContactSource.HANDSHAKE, node.now());
        long nonce = ask();

        end.say(answer(
                askerIdentity,
                nonce,
                new Contact(
                        anchor.nodeId(),
                        anchor.publicKey(),
                        Contact.PUBLIC_ANCHOR,
                        List.of(Endpoint.quic("198.51.100.66:666")))));
        overlay.settle();

        assertThat(node.core().knowledge().get(anchor.nodeId())).satisfies(known -> {
            assertThat(known.endpoints()).first().isEqualTo(proven);
            assertThat(known.capabilities()).isZero();
        });
    }

    @Test
    void D16_contactsThatCanBeDialedAreToldBeforeNearerOnesThatCannot() {
        List<NodeId> dialable = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            know();
            dialable.add(know("198.51." + i + ".1:4242").nodeId());
        }

        end.say(Frames.frame(FrameType.SIBLINGS, question()));
        overlay.settle();

        assertThat(answersTo(asker))
                .singleElement()
                .satisfies(answer -> assertThat(answer.contacts())
                        .hasSize(17)
                        .extracting(Contact::id)
                        .filteredOn(id -> !id.equals(node.id()))
                        .isSubsetOf(dialable));
    }

    @Test
    void whereFewCanBeDialedTheOthersAreToldAsWellTheNearestFirst() {
        List<NodeId> dialable = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            know();
        }
        for (int i = 0; i < 3; i++) {
            dialable.add(know("198.51." + i + ".1:4242").nodeId());
        }

        end.say(Frames.frame(FrameType.SIBLINGS, question()));
        overlay.settle();

        List<NodeId> told =
                answersTo(asker).get(0).contacts().stream().map(Contact::id).toList();
        assertThat(told).hasSize(17).containsAll(dialable).endsWith(node.id());
        assertThat(told.subList(0, 16)).isSortedAccordingTo((a, b) -> node.id().compareDistance(a, b));
    }

    @Test
    void threeAddressesOfAContactAreTold() {
        know("198.51.1.1:1", "198.51.1.1:2", "198.51.1.1:3", "198.51.1.1:4", "198.51.1.1:5");

        end.say(Frames.frame(FrameType.SIBLINGS, question()));
        overlay.settle();

        assertThat(answersTo(asker).get(0).contacts().get(0).endpoints())
                .extracting(Endpoint::text)
                .containsExactly("198.51.1.1:1", "198.51.1.1:2", "198.51.1.1:3");
    }

    @Test
    void lookupLeavesOverTheThreeNearestEdgesAndIsCountedOnce() {
        List<Puppet> neighbours = new ArrayList<>(List.of(asker));
        for (int i = 0; i < 5; i++) {
            neighbours.add(overlay.puppet());
            overlay.edge(node, neighbours.get(i + 1), i % 2 == 0);
        }
        neighbours.forEach(Puppet::heard);
        NodeId target = overlay.newId();

        node.input(core -> core.lookups().lookUp(target));
        overlay.settle();

        neighbours.sort((a, b) -> target.compareDistance(a.id(), b.id()));
        assertThat(neighbours.stream().map(puppet -> puppet.heard(LOOKUP).size()))
                .containsExactly(1, 1, 1, 0, 0, 0);
        assertThat(node.count(NodeCounter.LOOKUPS)).isEqualTo(1);
    }

    @Test
    void answerWhoseConnectionHasEndedBeforeItIsSignedIsCountedAsDropped() {
        end.arrive(Frames.frame(FrameType.SIBLINGS, question()));
        node.drop(asker.id());
        overlay.settle();

        assertThat(node.count(NodeCounter.ANSWERS_SENT)).isZero();
        assertThat(node.drops(DropReason.CLOSED_CONNECTION)).isOne();
    }

    @Test
    void lookupThatNoEdgeTakesIsNotCounted() {
        end.breakSilently();

        node.input(core -> core.lookups().lookUp(overlay.newId()));
        overlay.settle();

        assertThat(node.count(NodeCounter.LOOKUPS)).isZero();
        assertThat(node.core().edges().isEmpty()).as("it is down").isTrue();
    }

    @Test
    void D17_lookupWhoseOnlyCloserHopBroughtItIsAnswered() {
        NodeId target = Frames.flip(asker.id(), 255);

        end.say(lookup(overlay.newIdentity(), target));
        overlay.settle();

        assertThat(node.count(NodeCounter.ANSWERS_SENT)).isEqualTo(1);
    }

    @Test
    void unspecifiedAddressOfANeighbourIsCompletedWithTheOneItIsSeenAt() {
        node.start(Endpoint.quic("10.9.9.9:4242"));
        long nonce = ask();

        end.say(answer(askerIdentity, nonce, contact(askerIdentity, "[::]:4242", "0.0.0.0:77")));
        overlay.settle();

        String host = asker.endpoint().text().replaceFirst(":.*", "");
        assertThat(node.core().knowledge().get(asker.id()))
                .returns(List.of(Endpoint.quic(host + ":4242"), Endpoint.quic(host + ":77")), KnownContact::endpoints);
    }

    @Test
    void F19_addressesThatOnlyAStrangerCouldWantDialedAreNeverKept() {
        long nonce = ask();
        Identity stranger = overlay.newIdentity();

        end.say(answer(
                askerIdentity,
                nonce,
                contact(
                        stranger,
                        "metadata.internal:80",
                        "127.0.0.1:53",
                        "169.254.169.254:80",
                        "224.0.0.1:4242",
                        "0.0.0.0:4242",
                        "[fe80::1%eth0]:4242")));
        overlay.settle();

        assertThat(node.core().knowledge().get(stranger.nodeId())).returns(List.of(), KnownContact::endpoints);
    }

    @Test
    void H01_twoHundredSiblingRequestsAtOnceGet32Answers() {
        for (int i = 0; i < 200; i++) {
            end.say(Frames.frame(FrameType.SIBLINGS, question()));
        }
        overlay.settle();

        assertThat(answersTo(asker)).hasSize(32);
        assertThat(node.drops(DropReason.RATE_LIMITED_CONTROL)).isEqualTo(168);
    }

    @Test
    void H02_twoHundredLookupsOfOneOriginatorOverTwoEdgesGet32Answers() {
        Wire other = overlay.edge(node, overlay.puppet(), false);
        NodeId target = Frames.flip(node.id(), 255);
        for (int i = 0; i < 100; i++) {
            end.say(lookup(askerIdentity, target));
            other.say(lookup(askerIdentity, target));
        }
        overlay.settle();

        assertThat(node.count(NodeCounter.ANSWERS_SENT)).isEqualTo(32);
        assertThat(node.drops(DropReason.RATE_LIMITED_ORIGINATOR)).isEqualTo(168);
    }

    @Test
    void F03_lookupInANameWithoutItsSignatureIsNotAnswered() {
        byte[] forged = lookup(askerIdentity, Frames.flip(node.id(), 255));

        end.say(Frames.tampered(forged, forged.length - 1));
        overlay.settle();

        assertThat(answersTo(asker)).isEmpty();
        assertThat(node.drops(DropReason.BAD_SIGNATURE)).isEqualTo(1);
    }

    @Test
    void lookupWithoutHopsIsAnsweredByWhoeverItComesTo() {
        Puppet nearer = overlay.puppet(Frames.flip(node.id(), 2));
        overlay.edge(node, nearer, true);
        ByteBuf frame = Unpooled.buffer(8192);
        RoutedSigning.sign(
                        askerIdentity,
                        FrameType.LOOKUP,
                        nearer.id(),
                        overlay.time().wallNanos(),
                        question())
                .writeFrame(frame, 0, List.of(askerIdentity.nodeId()));

        end.say(ByteBufUtil.getBytes(frame));
        overlay.settle();

        assertThat(answersTo(asker)).hasSize(1);
    }
}
