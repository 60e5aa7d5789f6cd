package io.nodenet.test.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.displayName;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.test.simulation.SimulatedOverlay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs seeded tests in an engine of their own and looks at what it reports. */
class SeedExtensionTest {
    private static final long BAD_SEED = 3;

    /** What the seeded tests below did, in order. */
    private static final List<Long> SEEDS = new ArrayList<>();

    private static final List<Long> DIGESTS = new ArrayList<>();

    /** A test that fails for one seed, behind a run of an overlay. */
    static class FailsForOneSeed {
        @SeededTest(5)
        void run(long seed) {
            SimulatedOverlay overlay = SimulatedOverlay.seed(seed).build();
            SimulatedNode hub = overlay.addNode();
            overlay.addNode(hub);
            overlay.advance(Duration.ofSeconds(1));
            SEEDS.add(seed);
            DIGESTS.add(overlay.digest());
            if (seed == BAD_SEED) {
                throw new IllegalStateException("it is the bad one");
            }
        }
    }

    /** A test that does not apply to any seed. */
    static class AssumesTooMuch {
        @SeededTest(2)
        void run(long seed) {
            assumeThat(seed).isNegative();
        }
    }

    @BeforeEach
    @AfterEach
    void forget() {
        System.clearProperty(SeedExtension.ONE_SEED);
        System.clearProperty(SeedExtension.SEED_COUNT);
        SEEDS.clear();
        DIGESTS.clear();
    }

    private static Events run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .testEvents();
    }

    @Test
    void aFailureNamesItsSeedAndHowToReplayIt() {
        Events events = run(FailsForOneSeed.class);

        assertThat(SEEDS).containsExactly(1L, 2L, 3L, 4L, 5L);
        events.assertStatistics(statistics -> statistics.succeeded(4).failed(1));
        events.failed()
                .assertEventsMatchExactly(event(
                        test(),
                        displayName("seed 3"),
                        finishedWithFailure(
                                instanceOf(AssertionError.class),
                                message("Failed with seed 3, replay with -Dnodenet.seed=3: it is the bad one"))));
    }

    @Test
    void theNamedSeedAloneIsReplayedEventForEvent() {
        run(FailsForOneSeed.class);
        long digest = DIGESTS.get(SEEDS.indexOf(BAD_SEED));
        SEEDS.clear();
        DIGESTS.clear();
        System.setProperty(SeedExtension.ONE_SEED, String.valueOf(BAD_SEED));

        Events events = run(FailsForOneSeed.class);

        events.assertStatistics(statistics -> statistics.started(1).failed(1));
        assertThat(SEEDS).containsExactly(BAD_SEED);
        assertThat(DIGESTS).containsExactly(digest);
    }

    @Test
    void thePropertySetsTheNumberOfSeeds() {
        System.setProperty(SeedExtension.SEED_COUNT, "2");

        run(FailsForOneSeed.class)
                .assertStatistics(statistics -> statistics.started(2).succeeded(2));
    }

    @Test
    void anAssumptionThatDoesNotHoldIsNoFailure() {
        run(AssumesTooMuch.class)
                .assertStatistics(statistics -> statistics.aborted(2).failed(0));
    }
}
