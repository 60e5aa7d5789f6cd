package io.nodenet.node.core.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.SinkConnection;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.routing.KnowledgeTable;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EvictionProbesTest {
    private static final int WAITING = 16;

    private Dialing dialing = new Dialing(false);
    private EvictionProbes probes = probes();

    private EvictionProbes probes() {
        return new EvictionProbes(dialing.turn, dialing.edges, dialing.knowledge, dialing.dialer, dialing.counts);
    }

    private NodeId doubt(int number) {
        NodeId id = dialing.know(number, true);
        probes.add(Objects.requireNonNull(dialing.knowledge.get(id)));
        return id;
    }

    /** Has the node an edge to somebody else, which shows that its own network is up. */
    private void haveEdge() {
        dialing.connect(Dialing.id(9_999));
    }

    private long evicted() {
        return dialing.counts.events().get(NodeCounter.CONTACTS_EVICTED);
    }

    @Test
    void B12_newcomerWaitsUntilTheStalestEntryStaysSilent() {
        haveEdge();
        int full = KnowledgeTable.MAX_BUCKET_ENTRIES;
        for (int i = 1; i <= full; i++) {
            dialing.know(i, true);
        }
        NodeId newcomer = dialing.know(full + 1, true);
        NodeId stalest = Dialing.id(1);
        assertThat(dialing.knowledge.get(newcomer)).isNull();

        probes.add(Objects.requireNonNull(dialing.knowledge.evictionCandidate(newcomer)));
        probes.probe();
        assertThat(dialing.peers()).containsExactly(stalest);
        assertThat(dialing.knowledge.get(stalest)).as("asked before it goes").isNotNull();

        dialing.fail(stalest);
        assertThat(dialing.knowledge.get(stalest)).isNull();
        assertThat(dialing.knowledge.get(newcomer)).isNotNull();
        assertThat(dialing.knowledge.size()).isEqualTo(full);
        assertThat(evicted()).isEqualTo(1);
    }

    @Test
    void twoContactsAreProbedAtATimeInTheOrderOfTheDoubts() {
        NodeId first = doubt(1);
        NodeId second = doubt(2);
        NodeId third = doubt(3);

        probes.probe();
        assertThat(dialing.peers()).containsExactly(first, second);

        probes.probe();
        assertThat(dialing.peers()).containsExactly(first, second, third);
        probes.probe();
        assertThat(dialing.peers()).hasSize(3);
    }

    @Test
    void sixteenContactsWaitAndMoreAreLeftInPeace() {
        haveEdge();
        for (int i = 1; i <= WAITING; i++) {
            doubt(i);
        }
        doubt(1);
        assertThat(probes.waiting()).isEqualTo(WAITING);
        NodeId spared = doubt(17);
        assertThat(probes.waiting()).isEqualTo(WAITING);
        assertThat(dialing.counts.events().get(NodeCounter.CONTACTS_UNPROBED)).isOne();

        for (int i = 1; i <= WAITING; i += 2) {
            probes.probe();
            dialing.fail(Dialing.id(i));
            dialing.fail(Dialing.id(i + 1));
        }

        assertThat(probes.waiting()).isZero();
        assertThat(evicted()).isEqualTo(WAITING);
        assertThat(dialing.knowledge.get(spared)).isNotNull();
        doubt(17);
        assertThat(probes.waiting()).as("there is room again").isEqualTo(1);
    }

    @Test
    void contactThatCannotBeDialedGivesWayUntestedAndIsCounted() {
        NodeId mute = dialing.know(1, false);

        probes.add(Objects.requireNonNull(dialing.knowledge.get(mute)));

        assertThat(dialing.knowledge.get(mute)).isNull();
        assertThat(evicted()).isEqualTo(1);
        assertThat(probes.waiting()).isZero();
    }

    @Test
    void contactThatAnswersIsMostRecentlySeenAndItsConnectionIsNoEdge() {
        NodeId alive = doubt(1);
        dialing.know(2, true);
        probes.probe();
        dialing.turn.begin(77, 0);

        SinkConnection connection = dialing.reach(alive);

        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.attachment()).isSameAs(Edges.CLOSED);
        assertThat(dialing.edges.table().isEmpty()).isTrue();
        assertThat(dialing.knowledge.contacts()).hasSize(2);
        assertThat(dialing.knowledge.bucket(0).get(0).id()).isEqualTo(alive);
        assertThat(dialing.knowledge.bucket(0).get(0).lastSeenNanos()).isEqualTo(77);
        assertThat(evicted()).isZero();
    }

    @Test
    void contactThatDoesNotAnswerGoesAndIsCountedOnce() {
        haveEdge();
        NodeId dead = doubt(1);
        probes.probe();
        dialing.fail(dead);

        assertThat(dialing.knowledge.get(dead)).isNull();
        assertThat(evicted()).isEqualTo(1);
    }

    @Test
    void contactThatDoesNotAnswerANodeWithoutAnEdgeStays() {
        NodeId unheard = doubt(1);
        probes.probe();
        dialing.fail(unheard);

        assertThat(dialing.knowledge.get(unheard))
                .as("the network of the node itself may be down")
                .isNotNull();
        assertThat(evicted()).isZero();
        assertThat(probes.waiting()).isZero();
    }

    @Test
    void contactThatIsForgottenMeanwhileIsNeitherDialedNorCounted() {
        haveEdge();
        NodeId early = doubt(1);
        dialing.knowledge.remove(early);
        probes.probe();
        assertThat(dialing.peers()).isEmpty();
        assertThat(probes.waiting()).isZero();

        NodeId late = doubt(2);
        probes.probe();
        dialing.knowledge.remove(late);
        dialing.fail(late);
        assertThat(evicted()).isZero();
    }

    @Test
    void contactWithAnEdgeLivesAndIsNotDialed() {
        NodeId neighbour = doubt(1);
        dialing.know(2, true);
        dialing.connect(neighbour);
        dialing.turn.begin(77, 0);

        probes.probe();

        assertThat(dialing.peers()).isEmpty();
        assertThat(probes.waiting()).isZero();
        assertThat(dialing.knowledge.bucket(0).get(0).id()).isEqualTo(neighbour);
        assertThat(dialing.knowledge.bucket(0).get(0).lastSeenNanos()).isEqualTo(77);
    }

    @Test
    void contactThatIsBeingDialedAlreadyWaitsForItsOwnProbe() {
        NodeId id = doubt(1);
        probes.probe();
        doubt(1);
        probes.probe();
        assertThat(dialing.peers()).hasSize(1);
        assertThat(probes.waiting()).isEqualTo(1);

        dialing.reach(id);
        probes.probe();
        assertThat(dialing.peers()).hasSize(1);
        assertThat(probes.waiting()).isZero();
    }

    @Test
    void contactToWhichTheApplicationRefusesAnEdgeGoes() {
        dialing = new Dialing(true);
        probes = probes();
        NodeId refused = doubt(1);
        probes.probe();

        dialing.answer(refused, PolicyQuestions.Answer.REFUSED);

        assertThat(dialing.knowledge.get(refused)).isNull();
        assertThat(evicted()).isEqualTo(1);
    }

    @Test
    void contactOfWhichTheApplicationDoesNotDecideInTimeStays() {
        dialing = new Dialing(true);
        probes = probes();
        NodeId undecided = doubt(1);
        probes.probe();

        dialing.answer(undecided, PolicyQuestions.Answer.TIMEOUT);

        assertThat(dialing.knowledge.get(undecided)).isNotNull();
        assertThat(evicted()).isZero();
    }
}
