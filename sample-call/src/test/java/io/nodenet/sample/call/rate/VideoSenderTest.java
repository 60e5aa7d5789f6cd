package io.nodenet.sample.call.rate;

import static io.nodenet.sample.call.rate.VideoSender.Verdict.BACKLOG;
import static io.nodenet.sample.call.rate.VideoSender.Verdict.INCOMPLETE;
import static io.nodenet.sample.call.rate.VideoSender.Verdict.PAUSED;
import static io.nodenet.sample.call.rate.VideoSender.Verdict.SEND;
import static io.nodenet.sample.call.rate.VideoSender.Verdict.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VideoSenderTest {
    private static final int MAX_BYTES = 1_000;

    private final VideoSender sender = new VideoSender(MAX_BYTES);
    private long now = -5_000_000_000L;

    private long later(int millis) {
        now += Duration.ofMillis(millis).toNanos();
        return now;
    }

    @Test
    void framesGoAsLongAsTheyLeave() {
        for (int i = 0; i < 100; i++) {
            long offered = later(33);
            assertThat(sender.offer(i == 0, 500, offered)).isEqualTo(SEND);
            sender.finished(offered, true);
        }
        assertThat(sender.asksForKeyFrame(now)).isFalse();
    }

    @Test
    void afterABacklogNothingGoesBeforeTheNextKeyFrame() {
        long first = later(0);
        assertThat(sender.offer(true, 500, first)).isEqualTo(SEND);
        assertThat(sender.offer(false, 500, later(33))).isEqualTo(SEND);
        assertThat(sender.offer(false, 500, later(33))).isEqualTo(SEND);

        assertThat(sender.offer(false, 500, later(33))).isEqualTo(BACKLOG);
        assertThat(sender.asksForKeyFrame(now))
                .as("while there is no room for it")
                .isFalse();

        sender.finished(first, true);
        assertThat(sender.asksForKeyFrame(now)).isTrue();
        assertThat(sender.offer(false, 500, later(33))).isEqualTo(INCOMPLETE);
        assertThat(sender.offer(true, 500, later(33))).isEqualTo(SEND);
    }

    @Test
    void aMessageThatTakesTooLongIsABacklogByItself() {
        long first = later(0);
        assertThat(sender.offer(true, 500, first)).isEqualTo(SEND);
        assertThat(sender.offer(false, 500, later(300))).isEqualTo(SEND);

        assertThat(sender.isBehind(later(1))).isTrue();
        assertThat(sender.offer(true, 500, now)).isEqualTo(BACKLOG);
    }

    @Test
    void aFrameThatIsTooLargeBreaksTheVideoUntilTheNextKeyFrame() {
        assertThat(sender.offer(true, MAX_BYTES + 1, later(33))).isEqualTo(TOO_LARGE);
        assertThat(sender.offer(false, 500, later(33))).isEqualTo(INCOMPLETE);
        assertThat(sender.asksForKeyFrame(now)).isTrue();
        assertThat(sender.offer(true, MAX_BYTES, later(33))).isEqualTo(SEND);
    }

    @Test
    void aMessageThatFailedIsAFrameThatIsMissing() {
        long first = later(0);
        sender.offer(true, 500, first);
        sender.finished(first, false);

        assertThat(sender.offer(false, 500, later(33))).isEqualTo(INCOMPLETE);
    }

    @Test
    void nobodyMakesTheEncoderProduceKeyFramesOnly() {
        int asked = 0;
        for (int i = 0; i < 300; i++) {
            sender.keyFrameWanted();
            boolean asks = sender.asksForKeyFrame(later(33));
            asked += asks ? 1 : 0;
            sender.offer(asks, 500, now);
            sender.finished(now, true);
        }
        assertThat(asked).isBetween(15, 21); // ten seconds
    }

    @Test
    void aPauseEndsWithAKeyFrame() {
        sender.pause(true);
        assertThat(sender.offer(true, 500, later(33))).isEqualTo(PAUSED);
        assertThat(sender.asksForKeyFrame(now)).isFalse();

        sender.pause(false);

        assertThat(sender.asksForKeyFrame(now)).isTrue();
        assertThat(sender.offer(false, 500, later(33))).isEqualTo(INCOMPLETE);
        assertThat(sender.offer(true, 500, later(33))).isEqualTo(SEND);
    }

    @Test
    void whatTheSessionBeforeHasNotFinishedDoesNotCountAndNeedsNoKeyFrame() {
        sender.offer(true, 500, later(0));
        sender.offer(false, 500, later(1));
        sender.offer(false, 500, later(1));

        sender.move();

        assertThat(sender.asksForKeyFrame(now)).isFalse();
        assertThat(sender.offer(false, 500, later(1))).isEqualTo(SEND);
    }

    @Test
    void afterALossNothingGoesBeforeTheNextKeyFrame() {
        sender.offer(true, 500, later(0));
        sender.lost();

        assertThat(sender.asksForKeyFrame(now)).isTrue();
        assertThat(sender.offer(false, 500, later(1))).isEqualTo(INCOMPLETE);
        assertThat(sender.offer(true, 500, later(1))).isEqualTo(SEND);
    }
}
