package io.nodenet.node.core.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnsweredNoncesTest {
    private final Turn turn = new Turn();
    private final AnsweredNonces answered = new AnsweredNonces(turn);

    private boolean add(int number) {
        return answered.add(NodeId.ZERO, new Nonce(0, number));
    }

    @Test
    void of1024QuestionsEachIsRememberedAndTheOldestGoesForOneMore() {
        for (int i = 0; i < 1_024; i++) {
            assertThat(add(i)).isTrue();
        }
        assertThat(answered.size()).isEqualTo(1_024);

        assertThat(add(1_024)).isTrue();
        assertThat(answered.size()).isEqualTo(1_024);
        assertThat(add(1_024)).as("the last one").isFalse();
        assertThat(add(1)).as("a repetition makes none go").isFalse();
        assertThat(add(0)).as("the oldest one").isTrue();
    }

    @Test
    void questionIsForgottenAfterAMinute() {
        turn.begin(0, 0);
        add(1);

        turn.begin(Duration.ofSeconds(60).toNanos() - 1, 0);
        assertThat(add(1)).isFalse();
        turn.begin(Duration.ofSeconds(60).toNanos(), 0);
        assertThat(add(1)).isTrue();
    }
}
