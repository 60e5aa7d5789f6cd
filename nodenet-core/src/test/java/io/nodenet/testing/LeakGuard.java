package io.nodenet.testing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Records every leak that Netty's detectors report, for a test run that must not have any.
 *
 * <p>A leak is noticed once the garbage collector has found the lost buffer and somebody allocates after that; {@link #collect()}
 * provokes both. Thread-safe.
 */
public final class LeakGuard {
    private static final int ROUNDS = 5;
    private static final long ROUND_NANOS = 40_000_000;
    private static final ConcurrentLinkedQueue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final List<Detector<?>> DETECTORS = new CopyOnWriteArrayList<>();

    private LeakGuard() {}

    /** Makes every detector that Netty creates from now on report here. */
    static void install() {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
    }

    /**
     * Provokes the report of what has leaked so far and answers all reports not yet {@linkplain #forget forgotten}; takes about a
     * fifth of a second.
     */
    public static List<String> collect() {
        for (int round = 0; round < ROUNDS; round++) {
            System.gc();
            LockSupport.parkNanos(ROUND_NANOS); // time for the collector's reference handler
            DETECTORS.forEach(Detector::report);
        }
        return recorded();
    }

    /** Returns the reports so far, without looking for more. */
    public static List<String> recorded() {
        return new ArrayList<>(LEAKS);
    }

    /** Forgets the reports that contain a mark, for tests that leak on purpose and hint the buffer with {@code touch(mark)}. */
    public static void forget(String mark) {
        LEAKS.removeIf(leak -> leak.contains(mark));
    }

    /** A detector that records what it reports. */
    private static final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
            setLeakListener((type, records) -> LEAKS.add(type + " was not released" + records));
        }

        /** Netty reports when the next resource is tracked: any object will do. */
        @SuppressWarnings("unchecked")
        void report() {
            T probe = (T) new Object();
            var tracker = track(probe);
            if (tracker != null) {
                tracker.close(probe);
            }
        }

        /** Reports whatever the log level. */
        @Override
        protected boolean needReport() {
            return true;
        }
    }

    /** Makes recording detectors. */
    private static final class Factory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // abstract, and called by nobody since the other exists
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return newResourceLeakDetector(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            Detector<T> detector = new Detector<>(resource, samplingInterval);
            DETECTORS.add(detector);
            return detector;
        }
    }
}
