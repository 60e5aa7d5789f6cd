package io.nodenet.benchmarks.load;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Keeps a number of datagrams in flight: sends one for each that has arrived, and replaces lost ones. */
final class DatagramWindow implements AutoCloseable {
    private static final long LOSS_CHECK_MILLIS = 10;

    private final Executor executor;
    private final int size;
    private final Rate arrivals;
    private final BooleanSupplier send;
    private final Runnable flush;
    private final Thread lossCheck = new Thread(this::checkForLoss);
    private long sent;

    /**
     * Creates a window with nothing in flight.
     *
     * @param executor sends the datagrams, one task at a time
     * @param send sends one, unless there is no room
     * @param flush flushes the sent ones
     */
    DatagramWindow(Executor executor, int size, Rate arrivals, BooleanSupplier send, Runnable flush) {
        this.executor = executor;
        this.size = size;
        this.arrivals = arrivals;
        this.send = send;
        this.flush = flush;
        lossCheck.start();
    }

    /** Continues; any thread. */
    void go() {
        executor.execute(this::fill);
    }

    private void fill() {
        long before = sent;
        while (sent - arrivals.total() < size && send.getAsBoolean()) {
            sent++;
        }
        if (sent != before) {
            flush.run();
        }
    }

    /** Datagrams that have not arrived when nothing moves any more are lost. */
    private void checkForLoss() {
        long arrivedBefore = -1;
        try {
            while (true) {
                long arrived = arrivals.total();
                if (arrived == arrivedBefore) {
                    executor.execute(() -> {
                        sent = Math.min(sent, arrivals.total());
                        fill();
                    });
                }
                arrivedBefore = arrived;
                Thread.sleep(LOSS_CHECK_MILLIS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops sending; does not wait for tasks of the executor. */
    @Override
    public void close() {
        lossCheck.interrupt();
        Threads.join(lossCheck);
    }
}
