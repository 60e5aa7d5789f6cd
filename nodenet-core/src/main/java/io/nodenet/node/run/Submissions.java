package io.nodenet.node.run;

import io.nodenet.node.NodeSnapshot;
import java.util.concurrent.Semaphore;

/** The byte-bounded budget of what application threads have submitted and the loop has not sent yet (W-05). Thread-safe. */
public final class Submissions {
    /** The overhead of a submission besides its bytes. */
    private static final int OVERHEAD_BYTES = 256;

    private final int maxBytes;
    private final Semaphore budget;

    public Submissions(int maxBytes) {
        this.maxBytes = maxBytes;
        this.budget = new Semaphore(maxBytes);
    }

    /** Takes the budget of a submission; returns false if it does not suffice. */
    boolean tryAcquire(int bytes) {
        return budget.tryAcquire(cost(bytes));
    }

    /** Gives the budget of a submission back. */
    void release(int bytes) {
        budget.release(cost(bytes));
    }

    private static int cost(int bytes) {
        return OVERHEAD_BYTES + bytes;
    }

    /** Returns whether at least half of the budget is free. */
    boolean isHalfFree() {
        return budget.availablePermits() >= maxBytes / 2;
    }

    NodeSnapshot.Usage usage() {
        return new NodeSnapshot.Usage(maxBytes - budget.availablePermits(), maxBytes);
    }
}
