package io.nodenet.node.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.turn.Turn;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SolicitationsTest {
    private static final int QUESTIONS = 256;

    private final SplittableRandom random = new SplittableRandom(9);
    private final Turn turn = new Turn();
    private final Solicitations solicitations = new Solicitations(turn, random::nextLong);

    private NodeId newId() {
        byte[] id = new byte[NodeId.LENGTH];
        random.nextBytes(id);
        return NodeId.of(id);
    }

    @Test
    void theLast256QuestionsAreRemembered() {
        NodeId answerer = newId();
        long first = solicitations.lookup();
        long second = solicitations.lookup();
        for (int i = 0; i < QUESTIONS - 1; i++) {
            solicitations.lookup();
        }

        assertThat(solicitations.take(first, answerer)).isFalse();
        assertThat(solicitations.take(second, answerer)).isTrue();
    }

    @Test
    void questionToOneNeighbourIsAnsweredByThatNeighbourAloneAndOnce() {
        NodeId neighbour = newId();
        long nonce = solicitations.question(neighbour);

        assertThat(solicitations.take(nonce, newId())).isFalse();
        assertThat(solicitations.take(nonce, neighbour)).isTrue();
        assertThat(solicitations.take(nonce, neighbour)).isFalse();
    }

    @Test
    void lookupTakesThreeAnswersEachFromSomebodyElse() {
        long nonce = solicitations.lookup();
        NodeId first = newId();

        assertThat(solicitations.take(nonce, first)).isTrue();
        assertThat(solicitations.take(nonce, first)).as("again").isFalse();
        assertThat(solicitations.take(nonce, newId())).isTrue();
        assertThat(solicitations.take(nonce, newId())).isTrue();
        assertThat(solicitations.take(nonce, newId())).as("the fourth").isFalse();
    }

    @Test
    void answerIsInTimeUntilThirtySecondsHavePassed() {
        turn.begin(5, 0);
        long nonce = solicitations.lookup();

        turn.begin(5 + 30_000_000_000L, 0);
        assertThat(solicitations.take(nonce, newId())).isFalse();
        turn.begin(5 + 29_999_999_999L, 0);
        assertThat(solicitations.take(nonce, newId())).isTrue();
        assertThat(solicitations.take(nonce + 1, newId())).as("not asked").isFalse();
    }

    @Test
    void questionsWhoseTimeIsOverAreForgottenWithTheNextOne() {
        for (int second = 0; second < 100; second++) {
            turn.begin(second * 1_000_000_000L, 0);
            solicitations.lookup();
        }

        assertThat(solicitations.size()).isEqualTo(30);
    }

    @Test
    void questionWithTheNonceOfAnEarlierOneTakesItsPlace() {
        Solicitations same = new Solicitations(turn, () -> 7);
        NodeId answerer = newId();
        assertThat(same.take(same.lookup(), answerer)).isTrue();
        assertThat(same.take(same.question(answerer), answerer)).isTrue();
        assertThat(same.take(7, newId()))
                .as("it is a question to one neighbour now")
                .isFalse();
    }
}
