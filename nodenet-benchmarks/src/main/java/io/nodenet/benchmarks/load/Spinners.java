package io.nodenet.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps every core awake with a process of the lowest priority: a virtual core that sleeps takes longer to wake up than a packet takes to arrive. With
 * processes of the idle class it takes as long, since the scheduler still counts their cores as idle. Where there is no {@code nice}, cores sleep as they
 * like.
 */
final class Spinners implements AutoCloseable {
    /** Ends with this process, however that ends. */
    private static final String SPIN =
            "while kill -0 " + ProcessHandle.current().pid() + " 2>/dev/null; do :; done";

    private final List<Process> processes = new ArrayList<>();

    Spinners() {
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                processes.add(new ProcessBuilder("nice", "-n", "19", "sh", "-c", SPIN)
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
