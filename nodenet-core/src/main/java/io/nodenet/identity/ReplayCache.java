package io.nodenet.identity;

import io.nodenet.SealedBoxException;
import io.nodenet.kad.NodeId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Opens each sealed box once as long as it is fresh (docs/protocol/03, section 7.4, [L]).
 *
 * <p>It remembers the one-time key of a box together with its sender: somebody who signs a copy of another's box as his own does not keep
 * the genuine one from being opened. Boxes that could not be opened are not remembered. There are two generations of {@link
 * #MAX_GENERATION} boxes, 64 bytes each; when one is full, the one before is forgotten. So that nobody can fill them alone, a
 * sender has {@link #MAX_OF_SENDER} boxes in a generation.
 *
 * <p>Thread-safe; the cryptography is done outside of the lock.
 */
public final class ReplayCache {
    /** The most boxes of one generation. */
    public static final int MAX_GENERATION = 32_768;

    /** The most boxes of one sender in a generation; more are refused until the next one, or until they are no longer fresh. */
    public static final int MAX_OF_SENDER = 4_096;

    private final Duration maxAge;
    private final byte[] secret = new byte[SecretHash.KEY_LENGTH];
    private Generation current = new Generation();
    private Generation previous = new Generation();
    private long sweptNanos;

    private record Key(long high, long low) {}

    private static final class Generation {
        final Map<Key, Entry> entries = new HashMap<>();
        final Map<NodeId, Integer> shares = new HashMap<>();

        boolean holds(Key key, long nowNanos) {
            Entry entry = entries.get(key);
            return entry != null && nowNanos <= entry.lastNanos;
        }

        void add(Key key, Entry entry) {
            if (entries.put(key, entry) == null) {
                shares.merge(entry.sender, 1, Integer::sum);
            }
        }

        void sweep(long nowNanos) {
            entries.values().removeIf(entry -> {
                boolean expired = nowNanos > entry.lastNanos;
                if (expired) {
                    shares.computeIfPresent(entry.sender, (sender, share) -> share == 1 ? null : share - 1);
                }
                return expired;
            });
        }
    }

    /**
     * A box that was opened.
     *
     * @param lastNanos the last instant at which the box is fresh
     */
    private record Entry(NodeId sender, long lastNanos) {}

    /**
     * Creates an empty cache.
     *
     * @param maxAge how old a box may be, and how far its sender's clock ahead
     */
    public ReplayCache(Duration maxAge) {
        this.maxAge = maxAge;
        new SecureRandom().nextBytes(secret);
    }

    /**
     * Opens a box unless it was opened before.
     *
     * @param additionalData what the sender gave
     * @param nowNanos the time in nanoseconds since 1970
     * @throws SealedBoxException as from {@link SealedBox#open}, then {@link SealedBoxException.Reason#REPLAY} or {@link
     *     SealedBoxException.Reason#SENDER_LIMIT}
     */
    public SealedBox open(Identity recipient, byte[] box, byte[] additionalData, long nowNanos) {
        SealedBox opened = SealedBox.open(recipient, box, additionalData, nowNanos, maxAge);
        byte[] keys = Arrays.copyOf(box, SealedBox.SEALED_OFFSET);
        remember(keys, opened.sender(), SealedBox.sealedNanos(box), nowNanos);
        return opened;
    }

    /** Remembers a box by its one-time key and its sender's, or throws. */
    void remember(byte[] keys, NodeId sender, long sealedNanos, long nowNanos) {
        SecretHash hash = new SecretHash(secret).update(keys, 0, keys.length);
        hash.finish();
        Key key = new Key(hash.high(), hash.low());
        long maxAgeNanos = maxAge.toNanos();
        synchronized (this) {
            if (current.holds(key, nowNanos) || previous.holds(key, nowNanos)) {
                throw new SealedBoxException(SealedBoxException.Reason.REPLAY);
            }
            if (nowNanos - sweptNanos >= maxAgeNanos || nowNanos < sweptNanos) {
                sweptNanos = nowNanos;
                current.sweep(nowNanos);
                previous.sweep(nowNanos);
            }
            if (current.shares.getOrDefault(sender, 0) >= MAX_OF_SENDER) {
                throw new SealedBoxException(SealedBoxException.Reason.SENDER_LIMIT);
            }
            if (current.entries.size() >= MAX_GENERATION) {
                previous = current;
                current = new Generation();
            }
            current.add(key, new Entry(sender, sealedNanos + maxAgeNanos));
        }
    }

    /** Returns how many boxes are remembered. */
    public synchronized int size() {
        return current.entries.size() + previous.entries.size();
    }
}
