package io.nodenet.test.simulation.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.ConfigurationException;
import io.nodenet.NodeStateException;
import io.nodenet.fact.DropReason;
import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.test.simulation.experiment.ExperimentProgress.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverlayExperimentTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Recorded on JDK 17; {@code .ci/run} asks the newest JDK too. Recorded anew whenever nodes send other frames than before. */
    private static final String DIGEST = "4938300dfe445a0d";

    private static OverlayExperiment experiment(int nodes, long seed) {
        return new OverlayExperiment(new ExperimentSettings(nodes, 0.5, MINUTE, seed), progress -> {});
    }

    @Test
    void runOfASeedIsTheSameOnEveryMachineAndJdkAndThatOfAnotherSeedIsNot() {
        ExperimentResult first = experiment(30, 1).run();
        ExperimentResult second = experiment(30, 1).run();

        assertThat(first)
                .usingRecursiveComparison()
                .ignoringFields("peakHeapBytes", "wallMillis")
                .isEqualTo(second);
        assertThat(experiment(30, 2).run().digest()).isNotEqualTo(first.digest());
        assertThat(first.digest()).isEqualTo(DIGEST);
    }

    @Test
    void C09_threeOfFourNodesFollowTheDeployedPolicyAndMostMessagesArriveAllTheSame() {
        ExperimentSettings settings = new ExperimentSettings(160, 0.5, Duration.ofMinutes(5), 1).withGoShare(0.75);
        OverlayExperiment experiment = new OverlayExperiment(settings, progress -> {});

        ExperimentResult result = experiment.run();

        assertThat(IntStream.range(0, 41).filter(settings::isDeployed))
                .hasSize(30)
                .doesNotContain(0);
        assertThat(result.delivered()).isGreaterThanOrEqualTo(0.75);
    }

    @Test
    void everyMessageArrivesAmongNodesThatAllReachTheAnchor() {
        OverlayExperiment experiment = experiment(20, 7);

        ExperimentResult result = experiment.run();

        assertThat(result.sent()).isEqualTo(OverlayExperiment.MESSAGES);
        assertThat(result.delivered()).isEqualTo(1.0);
        assertThat(result.hopsMedian().orElseThrow()).isBetween(1, 2);
        assertThat(result.hopsP99().orElseThrow()).isBetween(1, 2);
        assertThat(result.edgesPerNode()).isGreaterThanOrEqualTo(2 * 19 / 20.0);
        assertThat(result.framesPerNodeMinute()).isPositive();
        assertThat(result.bytesPerNodeMinute()).isGreaterThanOrEqualTo(3 * result.framesPerNodeMinute());
        assertThat(result.firstEdgeMillisP99().orElseThrow()).isBetween(80L, 500L);
        assertThat(result.peakHeapBytes()).isPositive();
        assertThat(result.wallMillis()).isPositive();
        assertThat(experiment.overlay().nodes()).allSatisfy(OverlayExperimentTest::assertThatNoRateLimitWasReached);
        experiment.overlay().checkSettled();
    }

    private static void assertThatNoRateLimitWasReached(SimulatedNode node) {
        for (DropReason reason : DropReason.values()) {
            if (reason.name().startsWith("RATE_LIMITED")) {
                assertThat(node.core().drops().get(reason)).as(reason.name()).isZero();
            }
        }
    }

    @Test
    void nodesBehindANatAreThereAsOftenAsAskedForAndNeverTheAnchor() {
        ExperimentSettings half = new ExperimentSettings(101, 0.5, MINUTE, 1);
        ExperimentSettings all = new ExperimentSettings(101, 1, MINUTE, 1);
        ExperimentSettings none = new ExperimentSettings(101, 0, MINUTE, 1);

        assertThat(behindNat(half)).hasSize(50);
        assertThat(behindNat(all)).hasSize(100).doesNotContain(0);
        assertThat(behindNat(none)).isEmpty();
    }

    private static List<Integer> behindNat(ExperimentSettings settings) {
        return IntStream.range(0, settings.nodes())
                .filter(settings::isBehindNat)
                .boxed()
                .toList();
    }

    @Test
    void nodesAreDialOnlyAsTheShareSays() {
        OverlayExperiment experiment = experiment(21, 1);

        experiment.run();

        assertThat(experiment.overlay().nodes())
                .filteredOn(node -> !node.transport()
                        .localEndpoints()
                        .contains(node.transport().boundEndpoint()))
                .hasSize(10);
    }

    @Test
    void progressIsToldFromTheFirstJoinToTheLastMessage() {
        List<ExperimentProgress> told = new ArrayList<>();

        new OverlayExperiment(new ExperimentSettings(3, 0, MINUTE, 1), told::add).run();

        assertThat(told.get(0)).isEqualTo(new ExperimentProgress(Phase.JOINING, 1, 3));
        assertThat(told).contains(new ExperimentProgress(Phase.SETTLING, 60, 60));
        assertThat(told.get(told.size() - 1))
                .isEqualTo(
                        new ExperimentProgress(Phase.SENDING, OverlayExperiment.MESSAGES, OverlayExperiment.MESSAGES));
    }

    @Test
    void secondRunIsRefused() {
        OverlayExperiment experiment = experiment(2, 1);
        experiment.run();

        assertThatThrownBy(experiment::run)
                .isInstanceOf(NodeStateException.class)
                .hasMessageContaining("make a new one");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "60001"})
    void joinIntervalOutOfRangeIsRefused(long millis) {
        ExperimentSettings settings = new ExperimentSettings(2, 0, MINUTE, 1);

        assertThatThrownBy(() -> settings.withJoinInterval(Duration.ofMillis(millis)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("choose a value from");
    }

    @Test
    void nodesJoinInTheIntervalOfTheSettings() {
        List<ExperimentProgress> told = new ArrayList<>();
        ExperimentSettings settings = new ExperimentSettings(3, 0, MINUTE, 1);

        String slow = new OverlayExperiment(settings.withJoinInterval(Duration.ofSeconds(10)), told::add)
                .run()
                .digest();
        String fast = new OverlayExperiment(settings.withJoinInterval(Duration.ofMillis(1)), told::add)
                .run()
                .digest();

        assertThat(slow).isNotEqualTo(fast);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 60", "20001, 0, 60", "2, -0.1, 60", "2, 1.1, 60", "2, NaN, 60", "2, 0, 59", "2, 0, 86401"})
    void settingOutOfRangeIsRefused(int nodes, double natShare, long seconds) {
        assertThatThrownBy(() -> new ExperimentSettings(nodes, natShare, Duration.ofSeconds(seconds), 1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("choose a value from");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 50, 0",
        "1, 99, 0",
        "2, 50, 0",
        "3, 50, 1",
        "100, 50, 49",
        "100, 99, 98",
        "101, 99, 99",
        "2000, 99, 1979"
    })
    void percentileIsAValueOfTheSample(int count, int percent, int index) {
        assertThat(NearestRank.of(percent, count)).isEqualTo(index);
    }
}
