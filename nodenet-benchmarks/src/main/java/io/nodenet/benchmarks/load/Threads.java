package io.nodenet.benchmarks.load;

/** Waits for the threads of a scenario. */
final class Threads {
    private Threads() {}

    /** Waits until a thread has ended; an interrupt ends the wait and stays set. */
    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
