package io.nodenet.pow;

import java.time.Duration;

/**
 * How far a search for an identity has come. The search has no memory: what is expected never shrinks by trying.
 *
 * @param difficulty the leading zero bits wanted
 * @param tries the seeds tried by all threads so far
 * @param elapsed the time since the start
 * @param triesPerSecond the rate since the start, over all threads
 * @param expected the time that a search takes on average at this rate; the largest {@code Duration} if beyond that
 */
public record MintingProgress(int difficulty, long tries, Duration elapsed, double triesPerSecond, Duration expected) {
    private static final double NANOS_PER_SECOND = 1e9;

    static MintingProgress of(int difficulty, long tries, long elapsedNanos) {
        double rate = tries * NANOS_PER_SECOND / Math.max(1, elapsedNanos);
        double seconds = Math.scalb(1.0, difficulty) / rate;
        Duration expected = seconds < Long.MAX_VALUE / NANOS_PER_SECOND
                ? Duration.ofNanos((long) (seconds * NANOS_PER_SECOND))
                : Duration.ofSeconds((long) Math.min(seconds, Long.MAX_VALUE));
        return new MintingProgress(difficulty, tries, Duration.ofNanos(elapsedNanos), rate, expected);
    }
}
