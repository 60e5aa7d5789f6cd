package io.nodenet.test.simulation.experiment;

import java.time.Duration;

/** Looks at the heap of this process once per simulated second and keeps the largest size, garbage included. */
final class HeapWatch {
    private final Runtime runtime = Runtime.getRuntime();
    private long lookedAtSecond = -1;
    private long peakBytes;

    /** Looks, unless it has looked within the same simulated second. */
    void look(Duration elapsed) {
        if (elapsed.toSeconds() != lookedAtSecond) {
            lookedAtSecond = elapsed.toSeconds();
            peakBytes = Math.max(peakBytes, runtime.totalMemory() - runtime.freeMemory());
        }
    }

    long peakBytes() {
        return peakBytes;
    }
}
