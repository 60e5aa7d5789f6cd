package io.nodenet.sample.messenger.delivery;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the envelopes that had no effect, by reason. Thread-safe. */
public final class DropCounters {
    private final Map<DropReason, LongAdder> counts = new EnumMap<>(DropReason.class);

    public DropCounters() {
        for (DropReason reason : DropReason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    public void add(DropReason reason) {
        adder(reason).increment();
    }

    public long count(DropReason reason) {
        return adder(reason).sum();
    }

    private LongAdder adder(DropReason reason) {
        LongAdder adder = counts.get(reason);
        if (adder == null) {
            throw new IllegalArgumentException("No counter for " + reason);
        }
        return adder;
    }
}
