package io.nodenet.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nodenet.routing.KnowledgeTable;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the benchmarks of the hot path measure allocates nothing, frame after frame. */
class AllocationTest {
    private static final int FRAMES = 100_000;

    /** What the JVM itself may allocate on a thread meanwhile: far below a byte per frame. */
    private static final int NOISE_BYTES = FRAMES / 10;

    private static void assertAllocatesNothing(Runnable operation) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        repeat(operation);
        long before = threads.getCurrentThreadAllocatedBytes();

        repeat(operation);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes for " + FRAMES + " frames")
                .isLessThan(NOISE_BYTES);
    }

    private static void repeat(Runnable operation) {
        for (int i = 0; i < FRAMES; i++) {
            operation.run();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 320})
    void forwardingAllocatesNothingWhenTheOriginatorIsKnown(int edges) {
        ForwardBenchmark benchmark = new ForwardBenchmark();
        benchmark.edges = edges;
        benchmark.setUp();

        assertAllocatesNothing(benchmark::hit);

        assertThat(benchmark.hit()).as("all were forwarded").isEqualTo(2 * FRAMES + 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 320})
    void theDecisionAllocatesNothing(int edges) {
        DecideBenchmark benchmark = new DecideBenchmark();
        benchmark.edges = edges;
        benchmark.setUp();

        assertAllocatesNothing(benchmark::decide);
    }

    @Test
    void parsingFramesAndMessagesAndWritingFramesAndAddressesAllocatesNothing() {
        CodecBenchmark benchmark = new CodecBenchmark();
        benchmark.setUp();

        assertAllocatesNothing(benchmark::parseFrame);
        assertAllocatesNothing(benchmark::encodeFrame);
        assertAllocatesNothing(benchmark::parseMessage);
        assertAllocatesNothing(benchmark::writeAddresses);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 320})
    void findingTheNearestEdgesAllocatesNothing(int edges) {
        ClosestBenchmark benchmark = new ClosestBenchmark();
        benchmark.edges = edges;
        benchmark.setUp();

        assertAllocatesNothing(benchmark::closest);

        assertThat(benchmark.closest()).isEqualTo(16);
    }

    @Test
    void learningWhatIsKnownRefusingAndFindingTheNearestContactsAllocatesNothing() {
        KnowledgeBenchmark benchmark = new KnowledgeBenchmark();
        benchmark.setUp();

        assertAllocatesNothing(benchmark::observeKnown);
        assertAllocatesNothing(benchmark::observeKeyless);
        assertAllocatesNothing(benchmark::closest);

        assertThat(benchmark.observeKnown()).isEqualTo(KnowledgeTable.Outcome.REFRESHED);
        assertThat(benchmark.observeKeyless()).isEqualTo(KnowledgeTable.Outcome.KEYLESS);
        assertThat(benchmark.observeWeak()).isEqualTo(KnowledgeTable.Outcome.PROOF_OF_WORK);
        assertThat(benchmark.closest()).isEqualTo(16);
    }

    @Test
    void writingAnAnswerAllocatesNothing() {
        AnswerBenchmark benchmark = new AnswerBenchmark();
        benchmark.setUp();

        assertAllocatesNothing(benchmark::answer);

        assertThat(benchmark.answer()).as("16 contacts and one").isGreaterThan(17 * 100);
    }
}
