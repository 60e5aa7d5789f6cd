package io.nodenet.benchmarks.load;

/** Waits for the threads of a scenario. */
final class Threads {
    private Threads() {}

    /** Waits until a thread has ended; an interruption ends the wait, and stays noted. */
    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
