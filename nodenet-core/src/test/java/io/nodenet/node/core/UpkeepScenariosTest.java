package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.routed.Contact;
import io.nodenet.routed.NonceCodec;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One node that looks after its edges and its knowledge: group B of docs/protocol/09. */
class UpkeepScenariosTest {
    private static final String LOOKUP = "04";

    /** A node without an edge dials again 10 s after the last failure and looks every 5 s whom it may dial, each give or take 20 %. */
    private static final Duration BACK = Duration.ofSeconds(18);

    private final Overlay overlay = new Overlay(9);
    private final SimNode node = caring();

    /** Adds a node that looks for others, and starts it. */
    private SimNode caring() {
        Identity identity = overlay.newIdentity();
        SimNode caring = overlay.node(identity, CoreConfig.of(identity, 0).build());
        caring.start();
        return caring;
    }

    /** Adds a node that only answers and forwards, and knows its address. */
    private SimNode quiet() {
        SimNode quiet = overlay.quietNode();
        quiet.start();
        return quiet;
    }

    private static Contact contact(Host host) {
        return new Contact(host.id(), null, 0, List.of(host.endpoint()));
    }

    /** Has a node know where another one is. */
    private static void tell(SimNode who, Host of) {
        who.input(core -> core.knowledge().observe(contact(of), ContactSource.OWNER, who.now()));
    }

    /** Adds a contact that answers nobody, in a subnet of its own. */
    private NodeId dead(SimNode who, int bucket, int number) {
        NodeId id = farFrom(who, bucket);
        Endpoint address = Endpoint.quic("10.99." + number + ".1:4242");
        who.input(core ->
                core.knowledge().observe(new Contact(id, null, 0, List.of(address)), ContactSource.OWNER, who.now()));
        return id;
    }

    private NodeId farFrom(SimNode who, int bucket) {
        return who.core().knowledge().randomId(bucket, overlay.random());
    }

    private boolean hasEdge(SimNode who, Host to) {
        return who.core().edges().get(to.id()) != null;
    }

    @Test
    void B01_edgesToAllSixReachableContactsAreMadeAndStay() {
        List<SimNode> others = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            others.add(quiet());
            tell(node, others.get(i));
        }

        overlay.runFor(Duration.ofSeconds(20));
        assertThat(node.core().edges().outboundCount()).isEqualTo(6);
        overlay.runFor(Duration.ofMinutes(10));

        assertThat(others).allMatch(other -> hasEdge(node, other));
        assertThat(node.core().edges().outboundCount()).isEqualTo(6);
        assertThat(node.edgesDown()).isEmpty();
    }

    @Test
    void B02_peerThatGoesDarkIsDroppedWithinTenSecondsAndWhoIsLearnedIsDialed() {
        SimNode dark = quiet();
        overlay.edge(node, dark);
        overlay.online(dark, false);
        overlay.runFor(Duration.ofSeconds(10));
        assertThat(hasEdge(node, dark)).isFalse();
        assertThat(node.edgesDown()).containsExactly(CloseReason.SILENT);

        SimNode learned = quiet();
        SimNode teacher = quiet();
        teacher.core().knowledge().observe(keyed(learned), ContactSource.OWNER, teacher.now());
        overlay.edge(node, teacher);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(hasEdge(node, learned)).isTrue();
    }

    private static Contact keyed(SimNode of) {
        return new Contact(of.id(), of.identity().publicKey(), 0, List.of(of.endpoint()));
    }

    @Test
    void B03_edgeIsBackWithoutHelpAfterACutOfTenSeconds() {
        SimNode peer = caring();
        overlay.edge(node, peer);
        for (int round = 0; round < 40; round++) {
            overlay.runFor(Duration.ofMinutes(2));
            boolean used = round % 2 == 0;
            cut(peer, used ? () -> talk(peer, Duration.ofSeconds(10)) : () -> overlay.runFor(Duration.ofSeconds(10)));
            assertThat(hasEdge(node, peer)).matches(there -> !used || !there, "an end under traffic is noticed");

            overlay.runFor(BACK);

            assertThat(hasEdge(node, peer)).isTrue();
        }
    }

    private void cut(SimNode peer, Runnable meanwhile) {
        overlay.network().partition(node.id(), peer.id());
        meanwhile.run();
        overlay.network().heal(node.id(), peer.id());
    }

    private void talk(SimNode peer, Duration duration) {
        for (long i = 0; i < duration.toMillis() / 100; i++) {
            node.send(peer.id(), "?");
            overlay.runFor(Duration.ofMillis(100));
        }
    }

    @Test
    void B09_contactThatNeverAnswersIsPurgedOnceTheLadderHasReachedItsTop() {
        SimNode peer = quiet();
        overlay.edge(node, peer);
        NodeId dead = dead(node, 0, 1);

        overlay.runFor(Duration.ofMinutes(15));
        assertThat(node.core().knowledge().get(dead)).isNotNull();
        assertThat(node.dials).filteredOn(dial -> dial.peer().equals(dead)).hasSizeBetween(8, 14);
        overlay.runFor(Duration.ofMinutes(25));

        assertThat(node.core().knowledge().get(dead)).isNull();
        assertThat(node.count(NodeCounter.CONTACTS_EVICTED)).isEqualTo(1);
        assertThat(hasEdge(node, peer)).isTrue();
    }

    @Test
    void contactThatAnswersIsKeptHoweverSoonItsEdgesEnd() {
        overlay.edge(node, quiet());
        SimNode peer = quiet();
        for (int i = 0; i < 20; i++) {
            overlay.edge(node, peer);
            node.drop(peer.id());
            overlay.runFor(Duration.ofSeconds(1));
        }

        assertThat(node.core().knowledge().get(peer.id()).endpoints()).containsExactly(peer.endpoint());
        assertThat(node.count(NodeCounter.CONTACTS_EVICTED)).isZero();
    }

    @Test
    void B12_newcomerToABucketOfDeadContactsIsKnownWithinHalfAMinute() {
        SimNode neighbour = quiet();
        overlay.edge(node, neighbour);
        int bucket = 3;
        List<NodeId> dead = new ArrayList<>();
        for (int i = 0; i < KnowledgeTable.MAX_BUCKET_ENTRIES; i++) {
            dead.add(dead(node, bucket, i));
        }
        Contact newcomer = keyedIn(bucket, "10.98.1.1:4242");

        teach(neighbour, newcomer);
        assertThat(node.core().knowledge().get(newcomer.id()))
                .as("nobody gives way unasked")
                .isNull();
        overlay.runFor(Duration.ofSeconds(30));

        assertThat(node.core().knowledge().get(dead.get(0)))
                .as("the one that was not heard of for longest")
                .isNull();
        assertThat(node.core().knowledge().get(newcomer.id())).isNotNull();
    }

    /** Returns a contact that shares so many bits with the node, with a key that hashes to its ID. */
    private Contact keyedIn(int bucket, String address) {
        Identity identity = overlay.newIdentity();
        while (node.id().bucketIndex(identity.nodeId()) != bucket) {
            identity = overlay.newIdentity();
        }
        return new Contact(identity.nodeId(), identity.publicKey(), 0, List.of(Endpoint.quic(address)));
    }

    /** Has the node learn of a contact from its only neighbour, which it asks. */
    private void teach(SimNode neighbour, Contact contact) {
        neighbour.input(core -> core.knowledge().observe(contact, ContactSource.OWNER, neighbour.now()));
        node.input(core -> core.lookups().lookUp(contact.id()));
        overlay.settle();
    }

    @Test
    void B13_bucketThatGrewOldIsLookedUpAndWhoIsThereIsLearned() {
        List<Puppet> neighbours = new ArrayList<>();
        List<Wire> ends = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            neighbours.add(overlay.puppet(farFrom(node, 0)).answeringPings());
            ends.add(overlay.edge(node, neighbours.get(i), true));
        }
        assertThat(refreshesWithin(Duration.ofMinutes(5), neighbours))
                .as("it was never looked up")
                .isNotEmpty();
        assertThat(refreshesWithin(Duration.ofMinutes(12), neighbours)).isEmpty();

        Contact there = keyedIn(0, "10.98.1.1:4242");
        long nonce = refreshesWithin(Duration.ofMinutes(5), neighbours).get(0);
        ends.get(0).say(answer(nonce, there));
        overlay.settle();

        assertThat(node.core().knowledge().get(there.id())).isNotNull();
    }

    /** Returns the nonces of the look-ups in the farthest bucket that neighbours hear, until the first one and a second more. */
    private List<Long> refreshesWithin(Duration limit, List<Puppet> neighbours) {
        List<Long> nonces = new ArrayList<>();
        for (long second = 0; second < limit.toSeconds() && nonces.isEmpty(); second++) {
            overlay.runFor(Duration.ofSeconds(1));
            for (Puppet neighbour : neighbours) {
                neighbour.heard(LOOKUP).forEach(frame -> addRefresh(Vectors.unhex(frame), nonces));
            }
        }
        return nonces;
    }

    private void addRefresh(byte[] frame, List<Long> nonces) {
        FrameHeader header = new FrameHeader();
        RoutedMessageView view = new RoutedMessageView();
        FrameCodec.parse(frame, 0, frame.length, header);
        view.parse(frame, header.payloadOffset(), header.payloadLength());
        if (node.id().commonPrefixLength(view.target()) == 0) {
            nonces.add(NonceCodec.readQuestion(new Cursor().reset(frame, view.payloadOffset(), view.payloadLength())));
        }
    }

    private byte[] answer(long nonce, Contact contact) {
        ByteBuf payload = Unpooled.buffer();
        NonceCodec.writeAnswer(nonce, List.of(contact), payload);
        return Frames.routed(
                FrameType.NEIGHBORS,
                overlay.newIdentity(),
                node.id(),
                overlay.time().wallNanos(),
                ByteBufUtil.getBytes(payload));
    }
}
