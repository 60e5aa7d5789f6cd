package io.nodenet.test.simulation.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.ConfigurationException;
import io.nodenet.test.simulation.Misconduct;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Overlays in trouble; the same at size is in {@code scripts/overlay}. */
class TroubleTest {
    private static final double NAT_SHARE = 0.5;

    private static ExperimentResult run(int nodes, int minutes, Trouble trouble) {
        ExperimentSettings settings =
                new ExperimentSettings(nodes, NAT_SHARE, Duration.ofMinutes(minutes), 1).withTrouble(trouble);
        return new OverlayExperiment(settings, progress -> {}).run();
    }

    @Test
    void messagesArriveWhileNodesComeAndGoHalfOfThemWithoutAWord() {
        ExperimentResult result = run(200, 10, Trouble.NONE.withChurnPerMinute(0.01));

        assertThat(result.ended()).isEqualTo(20);
        assertThat(result.delivered()).isGreaterThanOrEqualTo(0.98);
        assertThat(result.deliveredOnSecondRetry()).isEqualTo(result.delivered());
        assertThat(result.scarceMillis()).isLessThanOrEqualTo(30_000);
    }

    @Test
    void messagesGetAroundDroppersOnceTheyAreSentAgain() {
        ExperimentResult result = run(120, 1, Trouble.NONE.with(Misconduct.DROPPER, 0.2));

        assertThat(result.delivered()).isLessThan(1);
        assertThat(result.deliveredOnRetry()).isGreaterThanOrEqualTo(0.99);
        assertThat(result.deliveredOnSecondRetry()).isGreaterThanOrEqualTo(result.deliveredOnRetry());
    }

    @Test
    void E06_halvesThatWereCutForAnHourReachEachOtherAMinuteAfterItIsOver() {
        ExperimentResult result = run(20, 1, Trouble.NONE.withSplit(Duration.ofHours(1)));

        assertThat(result.delivered()).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void mostAddressesLeadToTheirOwnersAlthoughOneOfFiveNodesLies() {
        ExperimentResult result = run(60, 5, Trouble.NONE.with(Misconduct.LIAR, 0.2));

        assertThat(result.addressesRight()).isGreaterThanOrEqualTo(0.9);
        assertThat(result.delivered()).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void misconductIsSpreadEvenlyOverNodesThatCanBeDialedAndOthersAndNeverTheAnchors() {
        ExperimentSettings settings = new ExperimentSettings(2_001, NAT_SHARE, Duration.ofMinutes(1), 1)
                .withTrouble(Trouble.NONE.with(Misconduct.DROPPER, 0.2).with(Misconduct.FLOODER, 0.05));

        for (boolean behindNat : new boolean[] {true, false}) {
            assertThat(count(settings, Misconduct.DROPPER, behindNat)).isBetween(198L, 202L);
            assertThat(count(settings, Misconduct.FLOODER, behindNat)).isBetween(48L, 52L);
            assertThat(count(settings, Misconduct.LIAR, behindNat)).isZero();
        }
        ExperimentSettings all = settings.withTrouble(Trouble.NONE.with(Misconduct.LIAR, 1));
        assertThat(IntStream.range(0, 4).filter(place -> all.misconduct(place).isPresent()))
                .containsExactly(2, 3);
    }

    private static long count(ExperimentSettings settings, Misconduct kind, boolean behindNat) {
        return IntStream.range(0, settings.nodes())
                .filter(place -> settings.isBehindNat(place) == behindNat)
                .filter(place -> settings.misconduct(place).filter(kind::equals).isPresent())
                .count();
    }

    @Test
    void churnAndASplitExcludeEachOther() {
        Trouble churn = Trouble.NONE.withChurnPerMinute(0.1);

        assertThatThrownBy(() -> churn.withSplit(Duration.ofMinutes(1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("choose one of them");
    }

    @ParameterizedTest
    @CsvSource({"-0.1, 0, 0, 0", "1.1, 0, 0, 0", "0, -1, 0, 0", "0, 1441, 0, 0", "0, 0, -0.1, 0", "0, 0, 0.6, 0.6"})
    void troubleOutOfRangeIsRefused(double churn, long splitMinutes, double droppers, double liars) {
        assertThatThrownBy(() -> Trouble.NONE
                        .withChurnPerMinute(churn)
                        .withSplit(Duration.ofMinutes(splitMinutes))
                        .with(Misconduct.DROPPER, droppers)
                        .with(Misconduct.LIAR, liars))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("choose a value from");
    }
}
