package io.nodenet.sample.call.signal;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the signals that had no effect, by reason. Thread-safe. */
public final class SignalDrops {
    private final Map<SignalDrop, LongAdder> counts = new EnumMap<>(SignalDrop.class);

    /** Starts from zero. */
    public SignalDrops() {
        for (SignalDrop reason : SignalDrop.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    /** Counts one. */
    public void add(SignalDrop reason) {
        adder(reason).increment();
    }

    /** Answers how many there were. */
    public long count(SignalDrop reason) {
        return adder(reason).sum();
    }

    private LongAdder adder(SignalDrop reason) {
        LongAdder adder = counts.get(reason);
        if (adder == null) {
            throw new IllegalArgumentException("No counter for " + reason);
        }
        return adder;
    }
}
