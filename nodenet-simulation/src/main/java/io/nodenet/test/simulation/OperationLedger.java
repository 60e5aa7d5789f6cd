package io.nodenet.test.simulation;

import java.util.LinkedHashMap;
import java.util.Map;

/** The operations that a simulated node has begun and that have not ended: each must end exactly once. */
final class OperationLedger {
    private final Map<Long, String> open = new LinkedHashMap<>();
    private long last;

    /** Takes note of an operation that begins; answers its number. */
    long begin(String what) {
        last++;
        open.put(last, what);
        return last;
    }

    /**
     * Takes note of the end of an operation.
     *
     * @throws AssertionError if it had ended before, or never begun
     */
    void end(long operation) {
        if (open.remove(operation) == null) {
            throw new AssertionError("operation " + operation + " ended twice");
        }
    }

    /** Returns what is open, by number. */
    Map<Long, String> open() {
        return Map.copyOf(open);
    }
}
