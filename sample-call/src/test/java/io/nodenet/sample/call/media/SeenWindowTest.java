package io.nodenet.sample.call.media;

import static io.nodenet.sample.call.media.SeenWindow.Verdict.DUPLICATE;
import static io.nodenet.sample.call.media.SeenWindow.Verdict.LATE;
import static io.nodenet.sample.call.media.SeenWindow.Verdict.NEW;
import static io.nodenet.sample.call.media.SeenWindow.Verdict.RESTART;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenWindowTest {
    private final SeenWindow window = new SeenWindow();

    @Test
    void eachNumberIsNewOnceInWhateverOrder() {
        for (int number : new int[] {-3, -1, -2, 2, 0, 1, 65, 3}) {
            assertThat(window.take(number, number)).as("%d", number).isEqualTo(NEW);
        }
        for (int number : new int[] {2, 65, 3}) {
            assertThat(window.take(number, number)).as("%d", number).isEqualTo(DUPLICATE);
        }
        assertThat(window.take(1, 1)).isEqualTo(LATE);
        assertThat(window.take(-2, -2)).isEqualTo(LATE);
    }

    @Test
    void aLaterStampWithALowerNumberIsAnotherCount() {
        window.take(500, 10);

        assertThat(window.take(490, 11)).isEqualTo(RESTART);
        assertThat(window.take(491, 12)).isEqualTo(NEW);
        assertThat(window.take(490, 11)).isEqualTo(DUPLICATE);
    }

    @Test
    void numbersMayWrap() {
        assertThat(window.take(Integer.MAX_VALUE, 1)).isEqualTo(NEW);
        assertThat(window.take(Integer.MIN_VALUE, 2)).isEqualTo(NEW);
        assertThat(window.take(Integer.MAX_VALUE, 1)).isEqualTo(DUPLICATE);
    }
}
