package io.nodenet.identity;

import io.nodenet.kad.NodeId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the NodeIDs of Ed25519 keys, so that each hop of a message does not hash the originator's key again.
 *
 * <p>A fixed table of sets of four. A hit allocates nothing. Keys chosen by strangers cannot make it grow, cannot make a look-up
 * compare more than four keys, and, without the salt, cannot be aimed at one set; within a set, entries used since the last
 * sweep outlive the others, so that a flood of new keys does not drive out the busy ones. Not thread-safe.
 */
public final class NodeIdCache {
    /** Keys that a cache holds unless told otherwise; about 200 kB. */
    public static final int DEFAULT_CAPACITY = 4096;

    private static final int WAYS = 4;
    private static final int WORDS = 4;
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final long saltOdd;
    private final long saltEven;
    private final int setMask;
    private final long[] keys;
    private final @Nullable NodeId[] ids;
    private final boolean[] used;
    private final byte[] hands;
    private final Blake2b256 hash = new Blake2b256();
    private final byte[] digest = new byte[Blake2b256.LENGTH];

    /**
     * Makes an empty cache of {@link #DEFAULT_CAPACITY}.
     *
     * @param salt random bits that strangers do not know
     */
    public NodeIdCache(long salt) {
        this(DEFAULT_CAPACITY, salt);
    }

    /**
     * Makes an empty cache.
     *
     * @param capacity the number of keys it holds, a power of two of at least 4
     * @param salt random bits that strangers do not know
     * @throws IllegalArgumentException if the capacity is not such a number
     */
    public NodeIdCache(int capacity, long salt) {
        if (capacity < WAYS || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("The capacity must be a power of two of at least 4, not " + capacity);
        }
        this.saltEven = salt;
        this.saltOdd = mix(salt ^ MULTIPLIER, MULTIPLIER);
        this.setMask = capacity / WAYS - 1;
        this.keys = new long[capacity * WORDS];
        this.ids = new @Nullable NodeId[capacity];
        this.used = new boolean[capacity];
        this.hands = new byte[capacity / WAYS];
    }

    /** Answers the number of keys that this cache holds at most. */
    public int capacity() {
        return ids.length;
    }

    /**
     * Answers the NodeID of the 32 key bytes at {@code offset}.
     *
     * @throws IndexOutOfBoundsException if fewer than 32 bytes follow
     */
    public NodeId nodeIdOf(byte[] key, int offset) {
        long k0 = (long) LONGS.get(key, offset);
        long k1 = (long) LONGS.get(key, offset + 8);
        long k2 = (long) LONGS.get(key, offset + 16);
        long k3 = (long) LONGS.get(key, offset + 24);
        int set = setOf(k0, k1, k2, k3);
        int first = set * WAYS;
        for (int slot = first; slot < first + WAYS; slot++) {
            NodeId id = ids[slot];
            int word = slot * WORDS;
            if (id != null
                    && keys[word] == k0
                    && keys[word + 1] == k1
                    && keys[word + 2] == k2
                    && keys[word + 3] == k3) {
                used[slot] = true;
                return id;
            }
        }
        hash.update(key, offset, Ed25519.KEY_LENGTH).digest(digest, 0);
        NodeId id = NodeId.of(digest, 0);
        int slot = victim(set);
        int word = slot * WORDS;
        keys[word] = k0;
        keys[word + 1] = k1;
        keys[word + 2] = k2;
        keys[word + 3] = k3;
        ids[slot] = id;
        used[slot] = false;
        return id;
    }

    /** Answers the slot to overwrite: a free one, else the next not used since the hand last passed it. */
    private int victim(int set) {
        int first = set * WAYS;
        for (int step = 0; ; step++) {
            int hand = hands[set];
            hands[set] = (byte) ((hand + 1) % WAYS);
            int slot = first + hand;
            if (ids[slot] == null || !used[slot] || step == WAYS) {
                return slot;
            }
            used[slot] = false;
        }
    }

    private int setOf(long k0, long k1, long k2, long k3) {
        long mixed = mix(k0 ^ saltEven, k1 ^ saltOdd); // both salted: nobody can make a factor zero
        mixed = mix(mixed ^ k2 ^ saltEven, k3 ^ saltOdd);
        return (int) (mixed ^ mixed >>> 32) & setMask;
    }

    /** Folds the 128-bit product of two words into one. */
    private static long mix(long a, long b) {
        return Math.multiplyHigh(a, b) ^ a * b;
    }
}
