package io.nodenet.transport.memory;

import java.time.Duration;

/**
 * What one direction between two hosts does to the datagrams of media sessions, on top of the delay of its {@link LinkProfile}; messages and
 * edges are not affected. The same seed gives the same losses and delays (docs/protocol/07, section 5). A mobile connection with a
 * full buffer, for example:
 *
 * <pre>{@code
 * MediaLinkProfile mobile = MediaLinkProfile.CLEAR
 *         .withSeed(7)
 *         .withLoss(0.02)
 *         .withJitter(Duration.ofMillis(30))
 *         .withBottleneck(125_000, 32_000);
 * network.mediaLink(caller, callee, mobile);
 * }</pre>
 *
 * @param seed seeds the losses and the jitter
 * @param loss the probability that a datagram is lost, 0 to less than 1
 * @param jitter up to this much more delay, drawn for each datagram; they stay in order all the same
 * @param reorderEvery each datagram of this number is held back, unless one is held already; 0 for none
 * @param reorderHold until so many later ones have been delivered
 * @param bytesPerSecond the rate of the bottleneck, 0 for no bottleneck
 * @param queueBytes how much waits for the bottleneck at most, what is beyond is lost; 0 for no bound
 * @param maxFrameBytes the largest datagram that the path carries, channel and payload; 0 for any
 */
public record MediaLinkProfile(
        long seed,
        double loss,
        Duration jitter,
        int reorderEvery,
        int reorderHold,
        long bytesPerSecond,
        long queueBytes,
        int maxFrameBytes) {
    /** Loses nothing, delays nothing, carries everything. */
    public static final MediaLinkProfile CLEAR = new MediaLinkProfile(0, 0, Duration.ZERO, 0, 0, 0, 0, 0);

    /** Checks the ranges. */
    public MediaLinkProfile {
        if (!(loss >= 0 && loss < 1)) {
            throw new IllegalArgumentException("A link loses a share of 0 to less than 1, not " + loss);
        }
        if (jitter.isNegative()
                || reorderEvery < 0
                || reorderHold < 0
                || bytesPerSecond < 0
                || queueBytes < 0
                || maxFrameBytes < 0) {
            throw new IllegalArgumentException("A link has no negative jitter, hold, rate, queue or size");
        }
    }

    /** Returns this profile with another seed. */
    public MediaLinkProfile withSeed(long other) {
        return new MediaLinkProfile(
                other, loss, jitter, reorderEvery, reorderHold, bytesPerSecond, queueBytes, maxFrameBytes);
    }

    /** Returns this profile with a probability of loss. */
    public MediaLinkProfile withLoss(double probability) {
        return new MediaLinkProfile(
                seed, probability, jitter, reorderEvery, reorderHold, bytesPerSecond, queueBytes, maxFrameBytes);
    }

    /** Returns this profile with up to so much more delay. */
    public MediaLinkProfile withJitter(Duration most) {
        return new MediaLinkProfile(
                seed, loss, most, reorderEvery, reorderHold, bytesPerSecond, queueBytes, maxFrameBytes);
    }

    /** Returns this profile with each datagram of a number held back until so many later ones were delivered. */
    public MediaLinkProfile withReordering(int every, int hold) {
        return new MediaLinkProfile(seed, loss, jitter, every, hold, bytesPerSecond, queueBytes, maxFrameBytes);
    }

    /** Returns this profile with a bottleneck of a rate and the queue before it. */
    public MediaLinkProfile withBottleneck(long rate, long queue) {
        return new MediaLinkProfile(seed, loss, jitter, reorderEvery, reorderHold, rate, queue, maxFrameBytes);
    }

    /** Returns this profile on a path that carries datagrams of a size at most, channel and payload. */
    public MediaLinkProfile withMaxFrameBytes(int most) {
        return new MediaLinkProfile(seed, loss, jitter, reorderEvery, reorderHold, bytesPerSecond, queueBytes, most);
    }
}
