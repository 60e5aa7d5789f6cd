package io.nodenet.node.core.upkeep;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.turn.Jitter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Remembers whom dials did not reach, and when they may be dialed again: after a delay that doubles with each failure.
 *
 * <p>What is remembered outlives the contact: one that is told again by others is not dialed sooner for that.
 */
final class Redials {
    static final long BASE_NANOS = Duration.ofSeconds(2).toNanos();
    static final long MAX_NANOS = Duration.ofMinutes(10).toNanos();

    /** The delay while nobody is reached. */
    static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    /** The most peers that are remembered; the one that failed longest ago goes for a new one. */
    static final int MAX_REMEMBERED = 1024;

    /** Peers that began to fail within this time of each other may have been cut off together. */
    static final long TOGETHER_NANOS = Duration.ofMinutes(2).toNanos();

    /** Within this time those are dialed of whom one is back. */
    static final long SOON_NANOS = Duration.ofSeconds(5).toNanos();

    /** The failures in a row that it takes at least to forget a contact. */
    private static final int MIN_FAILURES = 3;

    private final long baseNanos;
    private final long maxNanos;
    /** The one that failed longest ago first. */
    private final Map<NodeId, Failure> failures = new LinkedHashMap<>();

    /**
     * The failures of one peer.
     *
     * @param count how many in a row
     * @param sinceNanos when the first of them was
     * @param delayNanos the delay after the last one, without jitter
     * @param untilNanos until when it is not dialed
     */
    private record Failure(int count, long sinceNanos, long delayNanos, long untilNanos) {
        Failure until(long nanos) {
            return nanos < untilNanos ? new Failure(count, sinceNanos, delayNanos, nanos) : this;
        }
    }

    Redials() {
        this(BASE_NANOS, MAX_NANOS);
    }

    Redials(long baseNanos, long maxNanos) {
        this.baseNanos = baseNanos;
        this.maxNanos = maxNanos;
    }

    /** Returns whether a peer may be dialed now. */
    boolean mayDial(NodeId peer, long nowNanos) {
        Failure failure = failures.get(peer);
        return failure == null || nowNanos - failure.untilNanos >= 0;
    }

    /** Returns whether a peer was dialed in vain lately. */
    boolean hasFailed(NodeId peer) {
        Failure failure = failures.get(peer);
        return failure != null && failure.count > 0;
    }

    /** Returns for how long a peer may have been dialed again, {@link Long#MAX_VALUE} for one that was not tried in vain. */
    long dueForNanos(NodeId peer, long nowNanos) {
        Failure failure = failures.get(peer);
        return failure == null ? Long.MAX_VALUE : nowNanos - failure.untilNanos;
    }

    /** Notes that a peer was reached. */
    void succeeded(NodeId peer) {
        failures.remove(peer);
    }

    /**
     * Notes that a peer was not reached.
     *
     * @return whether it should be forgotten: the longest delay has passed already, and not only once was it not reached
     */
    boolean failed(NodeId peer, long nowNanos, RandomGenerator random) {
        Failure before = failures.remove(peer);
        boolean wasLongest = before != null && before.delayNanos >= maxNanos;
        long delay = before == null ? baseNanos : Math.min(maxNanos, 2 * before.delayNanos);
        int count = before == null ? 1 : before.count + 1;
        long since = before == null ? nowNanos : before.sinceNanos;
        remember(peer, new Failure(count, since, delay, nowNanos + Jitter.around(delay, random)));
        return wasLongest && count >= MIN_FAILURES;
    }

    /** Notes that a peer was not reached while nobody is: it is dialed again before long, and this is not held against it. */
    void postpone(NodeId peer, long nowNanos, RandomGenerator random) {
        Failure before = failures.remove(peer);
        remember(
                peer,
                new Failure(
                        before == null ? 0 : before.count,
                        before == null ? nowNanos : before.sinceNanos,
                        before == null ? baseNanos : before.delayNanos,
                        nowNanos + Jitter.around(PAUSE_NANOS, random)));
    }

    /**
     * Lets those be dialed soon that have failed since about when a peer has that is back now: whatever kept this node apart from all of them may
     * be over. A peer that was not dialed in vain says nothing, and one that comes and goes does so once.
     */
    void isBack(NodeId peer, long nowNanos, RandomGenerator random) {
        Failure back = failures.get(peer);
        if (back == null || back.count < 2) {
            return;
        }
        failures.put(peer, new Failure(1, back.sinceNanos, back.delayNanos, back.untilNanos));
        failures.replaceAll((other, failure) -> Math.abs(failure.sinceNanos - back.sinceNanos) <= TOGETHER_NANOS
                ? failure.until(nowNanos + (long) (random.nextDouble() * SOON_NANOS))
                : failure);
    }

    private void remember(NodeId peer, Failure failure) {
        if (failures.size() == MAX_REMEMBERED) {
            failures.remove(failures.keySet().iterator().next());
        }
        failures.put(peer, failure);
    }

    /** Lets everybody be dialed at once, because the network of this node has changed. */
    void reset() {
        failures.clear();
    }

    int size() {
        return failures.size();
    }
}
