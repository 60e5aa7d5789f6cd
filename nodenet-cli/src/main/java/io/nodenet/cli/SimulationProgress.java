package io.nodenet.cli;

import io.nodenet.test.simulation.experiment.ExperimentProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Shows the progress of a simulation to a user, one line every two seconds. */
final class SimulationProgress {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private long reportedNanos;

    SimulationProgress(PrintWriter out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.reportedNanos = nanoTime.getAsLong();
    }

    /** The simulation continues. */
    void progressed(ExperimentProgress progress) {
        long now = nanoTime.getAsLong();
        if (now - reportedNanos < INTERVAL_NANOS) {
            return;
        }
        reportedNanos = now;
        String what =
                switch (progress.phase()) {
                    case JOINING -> "nodes have joined";
                    case SETTLING -> "simulated seconds of settling have passed";
                    case SENDING -> "messages were sent";
                };
        out.printf(Locale.ROOT, "  %,d of %,d %s%n", progress.done(), progress.total(), what);
    }
}
