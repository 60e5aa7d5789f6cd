package io.nodenet.sample.messenger.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.sample.common.contact.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SendWindowTest {
    private static final long BASE = 1_000;
    private static final long CAP = 30_000;

    private final Backoff backoff = new Backoff(Duration.ofMillis(BASE), Duration.ofMillis(CAP), new Random(1));

    private SendWindow windowOf(int messages) {
        return new SendWindow(backoff, 1, messages + 1);
    }

    private static List<Long> send(SendWindow window, long now) {
        List<Long> due = window.due(now);
        due.forEach(sequence -> window.sent(sequence, now));
        return due;
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void aNewMessageLeavesAtOnceAndOnce() {
        SendWindow window = windowOf(0);
        assertThat(send(window, 0)).isEmpty();
        window.queued();
        assertThat(send(window, 0)).containsExactly(1L);
        assertThat(send(window, 1)).isEmpty();
    }

    @Test
    void noMoreThan32MessagesAreUnderWay() {
        SendWindow window = windowOf(100);
        assertThat(send(window, 0)).isEqualTo(numbers(1, 32));
        assertThat(send(window, 1)).isEmpty();
        assertThat(window.acknowledged(10, 2)).isTrue();
        assertThat(send(window, 2)).isEqualTo(numbers(33, 42));
    }

    @Test
    void inSilenceOnlyTheFirstIsSentAgainAfterEverLongerWaits() {
        SendWindow window = windowOf(5);
        send(window, 0);
        List<Long> gaps = new ArrayList<>();
        long last = 0;
        for (long now = 1; now < 600_000; now++) {
            List<Long> due = send(window, now);
            if (!due.isEmpty()) {
                assertThat(due).containsExactly(1L);
                gaps.add(now - last);
                last = now;
            }
        }
        long full = BASE;
        for (long gap : gaps) {
            assertThat(gap).isBetween(full / 2, full);
            full = Math.min(2 * full, CAP);
        }
        assertThat(gaps).hasSizeGreaterThan(20);
    }

    @Test
    void aPartialAcknowledgementBringsBackWhatIsOverdue() {
        SendWindow window = windowOf(5);
        send(window, 0);
        window.acknowledged(2, 2 * BASE);
        assertThat(send(window, 2 * BASE)).isEqualTo(numbers(3, 5));
    }

    @Test
    void aPartialAcknowledgementLeavesAloneWhatJustLeft() {
        SendWindow window = windowOf(5);
        send(window, 0);
        window.acknowledged(2, BASE - 1);
        assertThat(send(window, BASE - 1)).isEmpty();
    }

    @Test
    void aSignOfLifeEndsALongWait() {
        SendWindow window = windowOf(2);
        send(window, 0);
        for (long now = 0; now < 300_000; now += 100) {
            send(window, now);
        }
        window.awaken(300_000 + BASE);
        assertThat(send(window, 300_000 + BASE)).isEqualTo(numbers(1, 2));
    }

    @Test
    void whileTheCourierTakesNothingItIsAskedEverMoreSeldom() {
        SendWindow window = windowOf(3);
        int asked = 0;
        for (long now = 0; now < 600_000; now += 100) {
            if (!window.due(now).isEmpty()) {
                window.refused(now);
                asked++;
            }
        }
        assertThat(asked).isBetween(20, 60);
        window.awaken(600_000);
        assertThat(window.due(600_000)).isEqualTo(numbers(1, 3));
    }

    @Test
    void acknowledgementsOutOfRangeChangeNothing() {
        SendWindow window = windowOf(3);
        send(window, 0);
        assertThat(window.acknowledged(0, 1)).isFalse();
        assertThat(window.acknowledged(4, 1)).isFalse();
        assertThat(window.acknowledged(3, 1)).isTrue();
        assertThat(window.acknowledged(3, 2)).isFalse();
        assertThat(window.isEmpty()).isTrue();
        assertThat(send(window, 1_000_000)).isEmpty();
    }
}
