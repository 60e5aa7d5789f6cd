package io.nodenet.transport.memory;

import java.time.Duration;

/**
 * What a direction of a link does to frames; they are never lost, since an edge is reliable.
 *
 * @param delay the time that a frame is on its way
 * @param jitter up to this much more, drawn per frame; frames of one connection stay in order all the same
 * @param bytesPerSecond how fast a frame goes onto the link, 0 for at once; the directions of a connection do not share it
 */
public record LinkProfile(Duration delay, Duration jitter, long bytesPerSecond) {
    /** A link in a data centre: half a millisecond, no jitter, no bound. */
    public static final LinkProfile LOCAL = new LinkProfile(Duration.ofNanos(500_000), Duration.ZERO, 0);

    /** A link between homes: 20 ms, 5 ms jitter, 2.5 MB/s. */
    public static final LinkProfile HOME = new LinkProfile(Duration.ofMillis(20), Duration.ofMillis(5), 2_500_000);

    public LinkProfile {
        if (delay.isNegative() || jitter.isNegative() || bytesPerSecond < 0) {
            throw new IllegalArgumentException("A link has no negative delay, jitter or rate");
        }
    }
}
