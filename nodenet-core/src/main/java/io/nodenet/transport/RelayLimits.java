package io.nodenet.transport;

import java.time.Duration;

/**
 * What a transport carries for others at most (docs/protocol/04, section 11, [V]).
 *
 * @param maxSessions the most sessions at a time, 1 or more
 * @param bytesPerSecond what one session carries, both ways together, in UDP payload
 * @param totalBytesPerSecond what all sessions carry together
 * @param idle after which time without a datagram carried a session ends
 */
public record RelayLimits(int maxSessions, long bytesPerSecond, long totalBytesPerSecond, Duration idle) {
    /** 256 sessions, 2 Mbit/s each, 16 Mbit/s in all, 30 s. */
    public static final RelayLimits DEFAULTS = new RelayLimits(256, 250_000, 2_000_000, Duration.ofSeconds(30));

    /**
     * Creates limits.
     *
     * @throws IllegalArgumentException if one of them is not positive; the message names it
     */
    public RelayLimits {
        requirePositive("maxSessions", maxSessions);
        requirePositive("bytesPerSecond", bytesPerSecond);
        requirePositive("totalBytesPerSecond", totalBytesPerSecond);
        requirePositive("idle", idle.toNanos());
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
