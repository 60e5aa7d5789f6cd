package io.nodenet.spring.boot.listener;

import io.nodenet.node.InboundMessage;
import io.nodenet.transport.TokenBucket;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logs failures that peers may cause at will, such as those of a handler that does not expect a value: with the stack traces of a few, since
 * one takes a hundred times the space of the message that causes it, and the number of the others once a minute. Thread-safe.
 */
final class FailureLog {
    /** The maximum number of stack traces logged in a burst. */
    static final int BURST = 10;

    /** The number of stack traces per minute after a burst. */
    static final int PER_MINUTE = 10;

    private static final double SECONDS_PER_MINUTE = 60;

    private final Logger log;
    private final String format;
    private final LongSupplier nanos;
    private final TokenBucket bucket = new TokenBucket(BURST, PER_MINUTE / SECONDS_PER_MINUTE);
    private final PeriodicWarning others;

    /**
     * Creates a log.
     *
     * @param format the format of the line: the message
     * @param nanos a monotonic clock
     */
    FailureLog(Logger log, String format, LongSupplier nanos) {
        this.log = log;
        this.format = format;
        this.nanos = nanos;
        this.others = new PeriodicWarning(
                log,
                "{} such failures without their stack traces ({}), the last one for {}; set this logger to DEBUG for all",
                nanos);
    }

    /** Logs a failure for a message. */
    void add(InboundMessage message, Throwable failure) {
        if (isShown()) {
            log.warn(format, message, failure);
        } else {
            log.debug(format, message, failure);
            others.add(message.originator(), message);
        }
    }

    private synchronized boolean isShown() {
        return bucket.tryTake(nanos.getAsLong());
    }
}
