package io.nodenet.routed;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockVoiceTest {
    private static final NodeId ALICE = NodeId.parse("a1".repeat(32));
    private static final NodeId BOB = NodeId.parse("b0".repeat(32));
    private static final long WALL = TimeUnit.SECONDS.toNanos(1_800_000_000);

    private final ClockVoice voice = new ClockVoice();
    private long now = -TimeUnit.HOURS.toNanos(1);
    private long wall = WALL;

    private void pass(Duration duration) {
        now += duration.toNanos();
        wall += duration.toNanos();
    }

    /** Hears a message that was signed so long before the local clock, after the interval. */
    private void hearOnce(NodeId originator, long secondsAhead) {
        pass(ClockVoice.INTERVAL);
        voice.hear(originator, wall - TimeUnit.SECONDS.toNanos(secondsAhead), now, wall);
    }

    private void hear(NodeId originator, long secondsAhead) {
        hearOnce(originator, secondsAhead);
        hearOnce(originator, secondsAhead);
    }

    private OptionalLong ahead() {
        OptionalLong nanos = voice.aheadNanos(now, wall);
        return nanos.isPresent() ? OptionalLong.of(TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong())) : nanos;
    }

    @Test
    void nothingHeardIsNoVoice() {
        assertThat(ahead()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 120, -45, 946_080_000, -946_080_000})
    void messageTellsHowFarTheLocalClockIsAhead(long seconds) {
        hear(ALICE, seconds);
        assertThat(ahead()).hasValue(seconds);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1})
    void timesAtTheExtremesKeepTheirSign(long sentNanos) {
        voice.hear(ALICE, sentNanos, now, wall);
        pass(ClockVoice.INTERVAL);
        voice.hear(BOB, sentNanos, now, wall);
        assertThat(voice.aheadNanos(now, wall).orElseThrow() > 0).isEqualTo(sentNanos < wall);
        assertThat(voice.aheadNanos(now, wall).orElseThrow()).isGreaterThan(Long.MIN_VALUE);
    }

    @Test
    void ofOneOriginatorTheLeastDelayedMessageCounts() {
        hear(ALICE, 40);
        hear(ALICE, 2);
        hear(ALICE, 29);
        assertThat(ahead()).hasValue(2);
    }

    @Test
    void messagesThatWereQueuedWhileTheMachineStoodStillSayNothing() {
        hearOnce(ALICE, 60);
        voice.hear(BOB, wall - TimeUnit.SECONDS.toNanos(61), now, wall);
        voice.hear(ALICE, wall - TimeUnit.SECONDS.toNanos(59), now, wall);
        assertThat(ahead()).isEmpty();

        hearOnce(ALICE, 0);
        assertThat(ahead()).hasValue(0);
    }

    @Test
    void twoOriginatorsMakeAVoiceToo() {
        hearOnce(ALICE, 60);
        hearOnce(BOB, 61);
        assertThat(ahead()).hasValue(60);
    }

    @Test
    void originatorThatIsOffDoesNotSpeakForItsNeighbour() {
        hear(ALICE, 3600);
        hear(BOB, 0);
        assertThat(ahead()).hasValue(0);
        hear(NodeId.parse("c1".repeat(32)), 1);
        assertThat(ahead()).hasValue(1);
    }

    @Test
    void oneMessageASecondIsLookedAt() {
        hear(ALICE, 7);
        for (int i = 0; i < 100; i++) {
            voice.hear(BOB, wall + i, now, wall);
        }
        assertThat(ahead()).hasValue(7);
    }

    @Test
    void originatorsBeyondTheLimitPushOutTheOldest() {
        for (int i = 0; i < ClockVoice.ORIGINATORS; i++) {
            hear(NodeId.parse(("0" + i).repeat(32)), 1000);
        }
        for (int i = 0; i < (ClockVoice.ORIGINATORS + 1) / 2; i++) {
            hear(NodeId.parse(("1" + i).repeat(32)), 10);
        }
        assertThat(ahead()).hasValue(10);
    }

    @Test
    void messageThatWasHeardLongAgoDoesNotCount() {
        hear(ALICE, 7);
        pass(ClockVoice.EXPIRY.minusNanos(1));
        assertThat(ahead()).hasValue(7);
        pass(Duration.ofNanos(1));
        assertThat(ahead()).isEmpty();
    }

    @Test
    void leastDelayedMessageCountsNoLongerThanAnyOther() {
        hear(ALICE, 1);
        for (int i = 0; i < 11; i++) {
            pass(Duration.ofMinutes(1));
            hearOnce(ALICE, 5);
            assertThat(ahead()).as("minute " + i).isPresent();
        }
        assertThat(ahead()).hasValue(5);
    }

    @Test
    void whatWasHeardBeforeTheLocalClockWasSetIsVoid() {
        hear(ALICE, 120);
        wall -= TimeUnit.SECONDS.toNanos(120);
        assertThat(ahead()).isEmpty();
        hear(ALICE, 0);
        assertThat(ahead()).hasValue(0);
    }
}
