package io.nodenet.sample.call.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VideoOrderTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final List<Integer> shown = new ArrayList<>();
    private final List<FrameDrop> drops = new ArrayList<>();
    private final VideoOrder order = new VideoOrder(frame -> shown.add(frame.sequence()), drops::add);
    private long now;

    private void key(int sequence) {
        add(sequence, true, sequence);
    }

    private void delta(int sequence) {
        add(sequence, false, sequence);
    }

    private void add(int sequence, boolean key, long stamp) {
        order.add(TestFrames.of(TestFrames.video(sequence, stamp, key, 100)), now);
    }

    @Test
    void framesThatOvertakeEachOtherAreShownInOrder() {
        key(7);
        delta(9);
        delta(10);
        delta(8);
        delta(11);

        assertThat(shown).containsExactly(7, 8, 9, 10, 11);
        assertThat(order.takeWanted()).isFalse();
    }

    @Test
    void nothingIsShownBeforeTheFirstKeyFrame() {
        delta(3);
        delta(4);
        assertThat(order.takeWanted()).isTrue();
        key(5);

        assertThat(shown).containsExactly(5);
        assertThat(drops).containsExactly(FrameDrop.INCOMPLETE, FrameDrop.INCOMPLETE);
    }

    @Test
    void aGapIsWaitedForAndThenTheNextKeyFrameIsAwaited() {
        key(1);
        delta(3);
        now += VideoOrder.PATIENCE_NANOS;
        order.tick(now);
        assertThat(order.takeWanted()).isFalse();

        now += MILLI;
        order.tick(now);
        assertThat(order.takeWanted()).isTrue();
        delta(2);
        delta(4);
        key(5);
        delta(6);

        assertThat(shown).containsExactly(1, 5, 6);
        assertThat(drops).containsExactly(FrameDrop.INCOMPLETE, FrameDrop.INCOMPLETE, FrameDrop.INCOMPLETE);
    }

    @Test
    void aKeyFrameNeedsNoneOfThoseBeforeIt() {
        key(1);
        delta(3);
        key(4);
        delta(5);
        delta(2);

        assertThat(shown).containsExactly(1, 4, 5);
        assertThat(drops).containsExactly(FrameDrop.INCOMPLETE, FrameDrop.LATE);
    }

    @Test
    void aKeyFrameThatIsOvertakenIsStillOfUse() {
        delta(2);
        delta(4);
        key(3);
        delta(5);

        assertThat(shown).containsExactly(3, 4, 5);
    }

    @Test
    void eachFrameIsShownOnce() {
        key(1);
        delta(2);
        delta(2);
        delta(4);
        delta(4);
        delta(3);

        assertThat(shown).containsExactly(1, 2, 3, 4);
        assertThat(drops).containsExactly(FrameDrop.DUPLICATE, FrameDrop.DUPLICATE);
    }

    @Test
    void aPageThatWasLoadedAgainCountsAnew() {
        add(1_000, true, 50);
        add(1_001, false, 51);
        add(0, true, 52);
        add(1, false, 53);
        add(1_002, false, 49);

        assertThat(shown).containsExactly(1_000, 1_001, 0, 1);
    }

    @Test
    void aNewPageBeginsWithAKeyFrame() {
        key(1);
        delta(2);
        order.newPage();
        delta(3);
        assertThat(order.takeWanted()).isTrue();
        key(4);

        assertThat(shown).containsExactly(1, 2, 4);
    }

    @Test
    void aPeerThatSendsGapsOnlyFillsNoMemory() {
        key(0);
        for (int i = 1; i < 10_000; i++) {
            delta(2 * i);
        }
        assertThat(shown).containsExactly(0);
        assertThat(drops).hasSizeBetween(9_999 - VideoOrder.MAX_HELD, 9_999);
    }

    @Test
    void whateverComesWhatIsShownIsCompleteAndInOrder() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            shown.clear();
            VideoOrder any = new VideoOrder(
                    frame -> shown.add(frame.isKey() ? -frame.sequence() : frame.sequence()), drops::add);
            List<Integer> numbers = new ArrayList<>();
            for (int i = 1; i < 300; i++) {
                if (random.nextInt(20) > 0) {
                    numbers.add(Math.max(0, numbers.size() - random.nextInt(4)), i);
                }
            }
            long time = 0;
            for (int number : numbers) {
                boolean key = number % 30 == 1;
                any.add(TestFrames.of(TestFrames.video(number, number, key, 50)), time);
                time += random.nextLong(60 * MILLI);
                any.tick(time);
            }
            int last = 0;
            for (int number : shown) {
                assertThat(Math.abs(number)).as("seed %d", seed).isGreaterThan(last);
                assertThat(number < 0 || number == last + 1)
                        .as("seed %d: %s", seed, shown)
                        .isTrue();
                last = Math.abs(number);
            }
            assertThat(shown).isNotEmpty();
        }
    }
}
