package io.nodenet.sample.call.call;

import java.time.Duration;

/**
 * The timeouts of a call.
 *
 * @param rings for the user of the callee
 * @param reach for the first sign of life of the callee's telephone
 * @param connect for the media session, once the callee has accepted
 * @param page for a page that was closed, or that is being loaded again
 * @param firstPage for the first page: its user may have to allow the microphone
 */
public record CallTimes(Duration rings, Duration reach, Duration connect, Duration page, Duration firstPage) {
    public static final CallTimes DEFAULT = new CallTimes(
            Duration.ofSeconds(30),
            Duration.ofSeconds(8),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60));

    /** Returns these timeouts with another ringing time. */
    public CallTimes withRings(Duration other) {
        return new CallTimes(other, reach, connect, page, firstPage);
    }
}
