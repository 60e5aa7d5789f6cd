package io.nodenet.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps every core awake with a process of idle priority, which yields to all others immediately: a sleeping virtual core takes longer to
 * wake up than a packet takes to arrive. On systems without {@code chrt} cores may sleep.
 */
final class Spinners implements AutoCloseable {
    private static final String[] SPIN = {"chrt", "--idle", "0", "sh", "-c", "while :; do :; done"};

    private final List<Process> processes = new ArrayList<>();

    Spinners() {
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                processes.add(new ProcessBuilder(SPIN)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
            }
        } catch (IOException noSuchCommand) {
            close();
        }
    }

    /** Returns the suffix for the name of a figure. */
    String describe() throws InterruptedException {
        for (Process process : processes) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                return "";
            }
        }
        return processes.isEmpty() ? "" : ", cores kept awake";
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.clear();
    }
}
