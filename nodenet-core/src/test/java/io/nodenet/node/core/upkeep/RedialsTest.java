package io.nodenet.node.core.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RedialsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int REMEMBERED = 1024;

    private final SplittableRandom random = new SplittableRandom(11);
    private final NodeId peer = newId();

    private NodeId newId() {
        byte[] id = new byte[NodeId.LENGTH];
        random.nextBytes(id);
        return NodeId.of(id);
    }

    @Test
    void B10_contactIsForgottenAtTheThirdFailureOnceTheLongestDelayHasPassed() {
        Redials ladder = new Redials(SECOND, 2 * SECOND);
        assertThat(ladder.failed(peer, 0, random)).isFalse();
        assertThat(ladder.failed(peer, 2 * SECOND, random)).isFalse();
        assertThat(ladder.failed(peer, 5 * SECOND, random)).isTrue();

        Redials flat = new Redials(SECOND, SECOND);
        assertThat(flat.failed(peer, 0, random)).isFalse();
        assertThat(flat.failed(peer, 2 * SECOND, random)).isFalse();
        assertThat(flat.failed(peer, 4 * SECOND, random)).isTrue();
    }

    @Test
    void B11_failureIsRememberedLongPastItsTimeSoThatTheDelayGoesOnFromThere() {
        Redials redials = new Redials();
        redials.failed(peer, 0, random);
        redials.failed(peer, 10 * SECOND, random);
        long later = Duration.ofDays(1).toNanos();
        assertThat(redials.mayDial(peer, later)).isTrue();
        assertThat(redials.size()).isEqualTo(1);

        redials.failed(peer, later, random);

        assertThat(redials.mayDial(peer, later + 8 * SECOND * 79 / 100)).isFalse();
        assertThat(redials.mayDial(peer, later + 8 * SECOND * 121 / 100)).isTrue();
    }

    /** Returns redials in which two peers have failed for half an hour, the second from a time on after the first. */
    private Redials failing(NodeId other, long afterNanos) {
        Redials redials = new Redials();
        for (long now = 0; now < 1_800 * SECOND; now += 60 * SECOND) {
            redials.failed(peer, now, random);
            redials.failed(other, now + afterNanos, random);
        }
        return redials;
    }

    @Test
    void peersThatFellSilentWithOneThatIsBackAreDialedSoon() {
        NodeId other = newId();
        Redials redials = failing(other, 100 * SECOND);
        long now = 1_850 * SECOND;
        assertThat(redials.mayDial(other, now + 5 * SECOND)).isFalse();

        redials.isBack(peer, now, random);

        assertThat(redials.mayDial(other, now + 5 * SECOND)).isTrue();
        redials.failed(other, now + 5 * SECOND, random);
        redials.isBack(peer, now + 6 * SECOND, random);
        assertThat(redials.mayDial(other, now + 60 * SECOND))
                .as("it has said so once")
                .isFalse();
    }

    @Test
    void peerThatIsBackSaysNothingOfThoseThatFellSilentAtAnotherTime() {
        NodeId other = newId();
        Redials redials = failing(other, 121 * SECOND);
        long now = 1_850 * SECOND;

        redials.isBack(peer, now, random);
        redials.isBack(newId(), now, random);

        assertThat(redials.mayDial(other, now + 5 * SECOND)).isFalse();
    }

    @Test
    void delayDoublesWithEachFailureAndASuccessForgetsIt() {
        Redials redials = new Redials();
        long now = 0;
        for (long seconds : new long[] {2, 4, 8, 16}) {
            redials.failed(peer, now, random);
            assertThat(redials.mayDial(peer, now + seconds * SECOND * 79 / 100)).isFalse();
            now += seconds * SECOND * 121 / 100;
            assertThat(redials.mayDial(peer, now)).isTrue();
        }
        redials.failed(peer, now, random);
        redials.succeeded(peer);

        assertThat(redials.mayDial(peer, now)).isTrue();
    }

    @Test
    void failureWhileNobodyIsReachedIsNotHeldAgainstThePeer() {
        Redials redials = new Redials(SECOND, 2 * SECOND);
        for (int i = 0; i < 100; i++) {
            redials.postpone(peer, i * 20 * SECOND, random);
        }

        assertThat(redials.failed(peer, 3000 * SECOND, random)).isFalse();
    }

    @Test
    void theLast1024AreRemembered() {
        Redials redials = new Redials();
        redials.failed(peer, 0, random);
        for (int i = 0; i < REMEMBERED - 1; i++) {
            redials.failed(newId(), 0, random);
        }
        assertThat(redials.mayDial(peer, 0)).isFalse();

        redials.failed(newId(), 0, random);

        assertThat(redials.mayDial(peer, 0)).isTrue();
        assertThat(redials.size()).isEqualTo(REMEMBERED);
    }

    @Test
    void peerMayBeDialedFromTheInstantOnAtWhichItIsDueAndIsKnownToBe() {
        Redials redials = new Redials();
        assertThat(redials.dueForNanos(peer, 0)).isEqualTo(Long.MAX_VALUE);
        redials.failed(peer, 0, random);
        long due = -redials.dueForNanos(peer, 0);

        assertThat(due).isBetween(2 * SECOND * 8 / 10, 2 * SECOND * 12 / 10);
        assertThat(redials.mayDial(peer, due - 1)).isFalse();
        assertThat(redials.mayDial(peer, due)).isTrue();
        assertThat(redials.dueForNanos(peer, due + 5)).isEqualTo(5);
    }

    @Test
    void delayIsTenMinutesAtMostAndTenSecondsWhileNobodyIsReached() {
        Redials redials = new Redials();
        for (int i = 0; i < 20; i++) {
            redials.failed(peer, 0, random);
        }
        assertThat(-redials.dueForNanos(peer, 0)).isBetween(600 * SECOND * 8 / 10, 600 * SECOND * 12 / 10);

        redials.postpone(peer, 0, random);
        assertThat(-redials.dueForNanos(peer, 0)).isBetween(10 * SECOND * 8 / 10, 10 * SECOND * 12 / 10);
        redials.failed(peer, 0, random);
        assertThat(-redials.dueForNanos(peer, 0))
                .as("what was held against it before still is")
                .isGreaterThan(400 * SECOND);
    }

    @Test
    void everybodyMayBeDialedAfterAReset() {
        Redials redials = new Redials();
        redials.failed(peer, 0, random);
        redials.reset();

        assertThat(redials.mayDial(peer, 0)).isTrue();
        assertThat(redials.size()).isZero();
    }
}
