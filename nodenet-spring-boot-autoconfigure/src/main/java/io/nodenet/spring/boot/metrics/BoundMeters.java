package io.nodenet.spring.boot.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The meters that a binder has registered: removed together with the measured object, since a registry may outlive it, such as one in a
 * static field or of a parent context. Thread-safe.
 */
final class BoundMeters implements AutoCloseable {
    private final Queue<Bound> all = new ConcurrentLinkedQueue<>();

    private record Bound(MeterRegistry registry, Meter meter) {}

    /** Remembers a meter that was registered, and returns it. */
    <M extends Meter> M add(MeterRegistry registry, M meter) {
        all.add(new Bound(registry, meter));
        return meter;
    }

    /** Removes all meters from their registries. */
    @Override
    public void close() {
        for (Bound bound = all.poll(); bound != null; bound = all.poll()) {
            bound.registry.remove(bound.meter);
        }
    }
}
