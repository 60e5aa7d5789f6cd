package io.nodenet.node.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HashSet128Test {
    private final HashSet128 set = new HashSet128();

    @Test
    void containsWhatWasAddedAndNothingElse() {
        SplittableRandom random = new SplittableRandom(3);
        Set<String> added = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            long high = random.nextInt(40) << 4; // many share their first slot
            long low = random.nextInt(400);
            boolean isNew = added.add(high + " " + Math.max(low, high == 0 ? 1 : 0));

            assertThat(set.contains(high, low)).isEqualTo(!isNew);
            assertThat(set.add(high, low)).isEqualTo(isNew);
            assertThat(set.contains(high, low)).isTrue();
        }
        assertThat(set.contains(-1, 5)).isFalse();
        assertThat(set.contains(0, -1)).isFalse();
    }

    @Test
    void halvesOfAHashDoNotStandForIt() {
        set.add(1, 2);

        assertThat(set.contains(1, 3)).isFalse();
        assertThat(set.contains(3, 2)).isFalse();
        assertThat(set.contains(2, 1)).isFalse();
    }

    @Test
    void hashOfZerosIsRemembered() {
        assertThat(set.contains(0, 0)).isFalse();
        assertThat(set.add(0, 0)).isTrue();
        assertThat(set.contains(0, 0)).isTrue();
        assertThat(set.add(0, 0)).isFalse();
    }

    @Test
    void tableDoublesOnceMoreThanTwoThirdsOfItAreInUse() {
        for (int i = 1; i <= 10; i++) {
            set.add(i, i);
        }
        assertThat(set.bytes()).as("16 slots").isEqualTo(256);
        set.add(11, 11);
        assertThat(set.bytes()).isEqualTo(512);
        set.add(11, 11);

        for (int i = 12; i <= 21; i++) {
            set.add(i, i);
        }
        assertThat(set.bytes()).isEqualTo(512);
        set.add(22, 22);
        assertThat(set.bytes()).isEqualTo(1024);
    }
}
