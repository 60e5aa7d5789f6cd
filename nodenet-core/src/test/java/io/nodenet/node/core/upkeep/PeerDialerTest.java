package io.nodenet.node.core.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.transport.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PeerDialerTest {
    private Dialing dialing = new Dialing(false);
    private final List<String> outcomes = new ArrayList<>();

    private NodeId dial(int number) {
        NodeId id = dialing.know(number, true);
        dialing.dialer.dial(Objects.requireNonNull(dialing.knowledge.get(id)), new PeerDialer.Asker() {
            @Override
            public void onReached(Connection connection) {
                outcomes.add("reached " + number);
            }

            @Override
            public void onUnreached() {
                outcomes.add("unreached " + number);
            }

            @Override
            public void onRefused() {
                outcomes.add("refused " + number);
            }
        });
        return id;
    }

    @Test
    void eightContactsAreDialedAtATimeAndEachOnce() {
        for (int i = 1; i <= 8; i++) {
            assertThat(dialing.dialer.mayDial(Dialing.id(i))).isTrue();
            dial(i);
            assertThat(dialing.dialer.mayDial(Dialing.id(i))).isFalse();
        }
        assertThat(dialing.dialer.underWay()).isEqualTo(8);
        assertThat(dialing.dialer.mayDial(Dialing.id(9))).isFalse();
        assertThat(dialing.counts.events().get(NodeCounter.CONTACTS_DIALED)).isEqualTo(8);

        dialing.fail(Dialing.id(3));
        assertThat(dialing.dialer.mayDial(Dialing.id(9))).isTrue();
        dial(9);
        dialing.reach(Dialing.id(4));
        assertThat(dialing.dialer.mayDial(Dialing.id(3))).isTrue();
        assertThat(outcomes).containsExactly("unreached 3", "reached 4");
    }

    @Test
    void contactIsDialedOnceThePolicyAdmitsIt() {
        dialing = new Dialing(true);
        NodeId admitted = dial(1);
        assertThat(dialing.peers()).isEmpty();
        assertThat(dialing.dialer.mayDial(admitted)).as("the question counts").isFalse();

        dialing.answer(admitted, PolicyQuestions.Answer.ADMITTED);

        assertThat(dialing.peers()).containsExactly(admitted);
    }

    @Test
    void eachAnswerOfThePolicyThatIsNoAdmissionIsCountedAsWhatItIs() {
        dialing = new Dialing(true);
        dialing.answer(dial(1), PolicyQuestions.Answer.REFUSED);
        assertThat(dialing.counts.drops().get(DropReason.EDGE_REFUSED)).isEqualTo(1);
        assertThat(dialing.counts.drops().get(DropReason.ADMISSION_TIMEOUT)).isZero();

        dialing.answer(dial(2), PolicyQuestions.Answer.TIMEOUT);
        assertThat(dialing.counts.drops().get(DropReason.EDGE_REFUSED)).isEqualTo(1);
        assertThat(dialing.counts.drops().get(DropReason.ADMISSION_TIMEOUT)).isEqualTo(1);

        assertThat(outcomes).containsExactly("refused 1", "refused 2");
        assertThat(dialing.dialer.underWay()).isZero();
        assertThat(dialing.peers()).isEmpty();
    }

    @Test
    void answerAboutADialThatWasCancelledDialsNobody() {
        dialing = new Dialing(true);
        NodeId first = dial(1);
        dialing.dialer.cancel(first);
        dialing.answer(first, PolicyQuestions.Answer.ADMITTED);

        NodeId second = dial(2);
        dialing.dialer.stop();
        dialing.answer(second, PolicyQuestions.Answer.REFUSED);

        assertThat(dialing.peers()).isEmpty();
        assertThat(outcomes).isEmpty();
        assertThat(dialing.counts.drops().get(DropReason.EDGE_REFUSED)).isZero();
    }

    @Test
    void cancelEndsTheDialOfThatPeerAndStopThatOfAll() {
        for (int i = 1; i <= 3; i++) {
            dial(i);
        }
        dialing.dialer.cancel(Dialing.id(2));
        assertThat(dialing.peers()).containsExactly(Dialing.id(1), Dialing.id(3));
        assertThat(dialing.dialer.underWay()).isEqualTo(2);
        dialing.dialer.cancel(Dialing.id(7));

        dialing.dialer.stop();

        assertThat(dialing.peers()).isEmpty();
        assertThat(dialing.cancelled).hasSize(3);
        assertThat(dialing.dialer.underWay()).isZero();
        assertThat(outcomes).isEmpty();
    }
}
