package io.nodenet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.UpkeepState;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.node.NodeCounters;
import io.nodenet.node.SendResult;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.QuicTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small overlays over real sockets, however they are entered: everybody reaches everybody (group C of docs/protocol/09). */
@Timeout(180)
class OverlayShapesIT {
    /** So many edges are wanted where messages are to take several hops. */
    private static final int FEW_EDGES = 8;

    private static final int MANY_EDGES = 32;
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Seeds of identities whose NodeIDs begin with 16 zero bits, found in advance. */
    private static final List<String> WORKED = List.of(
            "5425c19fd17e13b541a09c93b73ba1ea0c1c6baf75a702df648a57089026c6e2",
            "f315c6c54ed598ff2b1a2585b952b53445c020fcdcafa72a17c0e567812b1ca0",
            "f7830a327636f360e2789ba41065b8fc0efba56b0e47845c3862c8b2571f397a");

    private final List<Member> members = new ArrayList<>();

    /** A node and whom it has heard of. */
    private static final class Member {
        final Queue<NodeId> heard = new ConcurrentLinkedQueue<>();
        final Node node;

        Member(String host, Identity identity, int difficulty, int targetEdges) {
            node = Node.builder()
                    .identity(identity)
                    .difficulty(difficulty)
                    .targetEdges(targetEdges)
                    .transport(QuicTransport.factory(quic -> quic.bind(host, 0)))
                    .build();
            node.onMessage(message -> heard.add(message.originator()));
            node.start();
        }

        /** Adds entry points, which are told without their keys. */
        void enter(Member... entries) {
            node.addAnchors(Stream.of(entries)
                    .map(entry -> AnchorEntry.parse(entry.node.id() + "@" + LOOPBACK + ":" + entry.port()))
                    .toList());
        }

        private int port() {
            return Objects.requireNonNull(node.endpoint().toSocketAddress()).getPort();
        }

        UpkeepState upkeep() {
            return node.snapshot().upkeep();
        }

        int degree() {
            return node.snapshot().connectivity().edges().size();
        }
    }

    @AfterEach
    void closeAll() {
        members.forEach(member -> member.node.close());
    }

    private Member member() {
        return member(Identity.generate(), 0, MANY_EDGES);
    }

    private Member member(Identity identity, int difficulty, int targetEdges) {
        return member(LOOPBACK, identity, difficulty, targetEdges);
    }

    private Member member(String host, Identity identity, int difficulty, int targetEdges) {
        Member member = new Member(host, identity, difficulty, targetEdges);
        members.add(member);
        return member;
    }

    private List<Member> several(int count) {
        return several(count, MANY_EDGES);
    }

    private List<Member> several(int count, int targetEdges) {
        return Stream.generate(() -> member(Identity.generate(), 0, targetEdges))
                .limit(count)
                .toList();
    }

    private static void ring(List<Member> ring) {
        for (int i = 0; i < ring.size(); i++) {
            ring.get(i).enter(ring.get((i + 1) % ring.size()));
        }
    }

    /** Waits until everybody knows everybody and has an edge to the nearest ones; then each message arrives that is sent once. */
    private void everybodyReachesEverybody() {
        int others = members.size() - 1;
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(members)
                        .extracting(Member::upkeep)
                        .allMatch(upkeep ->
                                upkeep.contacts() == others && upkeep.siblings() >= Math.min(others, FEW_EDGES)));
        Set<NodeId> all = members.stream().map(member -> member.node.id()).collect(Collectors.toSet());
        for (Member from : members) {
            for (Member to : members) {
                if (from != to) {
                    assertThat(from.node.send(to.node.id(), "hello".getBytes(UTF_8)))
                            .isEqualTo(SendResult.ACCEPTED);
                }
            }
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(members)
                        .allSatisfy(member ->
                                assertThat(member.heard).hasSize(others).isSubsetOf(all)));
    }

    @Test
    void C01_threeAnchorsAndFiveNodesThatEnterThroughTwoOfThem() {
        List<Member> anchors = several(3);
        ring(anchors);
        for (int i = 0; i < 5; i++) {
            member().enter(anchors.get(i % 3), anchors.get((i + 1) % 3));
        }

        everybodyReachesEverybody();
    }

    @Test
    void C02_starOfSevenNodesThatKnowItsMiddleOnly() {
        Member middle = member();
        several(7).forEach(member -> member.enter(middle));

        everybodyReachesEverybody();
    }

    @Test
    void C03_ringInWhichEachKnowsItsSuccessorOnly() {
        ring(several(7));

        everybodyReachesEverybody();
    }

    @Test
    void C04_chainWhoseFirstNodeKnowsNobody() {
        List<Member> chain = several(7);
        for (int i = 1; i < chain.size(); i++) {
            chain.get(i).enter(chain.get(i - 1));
        }

        everybodyReachesEverybody();
    }

    @Test
    void C05_twoRingsThatOneContactJoins() {
        List<Member> one = several(5);
        List<Member> other = several(5);
        ring(one);
        ring(other);
        one.get(2).enter(other.get(3));

        everybodyReachesEverybody();
    }

    @Test
    void C06_fourAnchorsAndSixteenNodesWithMessagesOverSeveralHops() {
        List<Member> anchors = several(4, FEW_EDGES);
        ring(anchors);
        List<Member> others = several(16, FEW_EDGES);
        for (int i = 0; i < others.size(); i++) {
            others.get(i).enter(anchors.get(i % 4));
        }

        everybodyReachesEverybody();

        assertThat(members).anyMatch(member -> member.degree() < members.size() - 1);
    }

    @Test
    void C11_fiveNodesBoundToAWildcardHaveEdgesToEachOtherAndNoneDialsItself() {
        Member first = member("0.0.0.0", Identity.generate(), 0, MANY_EDGES);
        for (int i = 0; i < 4; i++) {
            member("0.0.0.0", Identity.generate(), 0, MANY_EDGES).enter(first);
        }

        everybodyReachesEverybody();

        assertThat(members).allSatisfy(member -> {
            assertThat(member.degree()).isEqualTo(4);
            NodeCounters counters = member.node.snapshot().counters();
            assertThat(counters.get(DropReason.CONNECTION_TO_SELF)).isZero();
            assertThat(counters.get(TransportCounter.DIAL_IDENTITY_MISMATCH)).isZero();
        });
    }

    @Test
    void C12_nodesJoinThroughAnAnchorWithoutItsKeyWhereWorkIsNeeded() {
        List<Member> worked = WORKED.stream()
                .map(seed -> member(Identity.fromSeed(HexFormat.of().parseHex(seed)), 16, MANY_EDGES))
                .toList();
        worked.get(1).enter(worked.get(0));
        worked.get(2).enter(worked.get(0));

        everybodyReachesEverybody();
    }
}
