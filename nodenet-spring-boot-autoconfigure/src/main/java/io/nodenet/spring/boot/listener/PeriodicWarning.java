package io.nodenet.spring.boot.listener;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Warns of something that peers can cause at will: at once, then once a minute at most, with how often it happened. Thread-safe. */
final class PeriodicWarning {
    static final Duration PERIOD = Duration.ofMinutes(1);

    private final Logger log;
    private final String format;
    private final LongSupplier nanos;
    private long count;
    private long nextNanos;
    private boolean hasWarned;

    /**
     * Creates a warning of something that has not happened yet.
     *
     * @param format of the line: how often it happened, and the last case
     * @param nanos a monotonic clock
     */
    PeriodicWarning(Logger log, String format, LongSupplier nanos) {
        this.log = log;
        this.format = format;
        this.nanos = nanos;
    }

    /** It has happened. */
    void add(Object last) {
        long counted = take();
        if (counted > 0) {
            log.warn(format, counted, last);
        }
    }

    private synchronized long take() {
        count++;
        long now = nanos.getAsLong();
        if (hasWarned && now - nextNanos < 0) {
            return 0;
        }
        hasWarned = true;
        nextNanos = now + PERIOD.toNanos();
        long counted = count;
        count = 0;
        return counted;
    }
}
