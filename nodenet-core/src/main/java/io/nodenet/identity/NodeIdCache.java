package io.nodenet.identity;

import io.nodenet.kad.NodeId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the NodeIDs of Ed25519 keys, so that each hop of a message does not hash the originator's key again.
 *
 * <p>A table of sets of four, which doubles as it fills up to its capacity: a node that hears few originators pays for few. A hit
 * allocates nothing. Keys chosen by strangers cannot make it exceed the capacity, cannot make a look-up compare more than four keys, and,
 * without the salt, cannot be aimed at one set; within a set, entries used since the last sweep outlive the others, so that a flood of
 * new keys does not drive out the busy ones. Not thread-safe.
 */
public final class NodeIdCache {
    /** Keys that a cache holds at most unless told otherwise; it takes about 350 kB then. */
    public static final int DEFAULT_CAPACITY = 4096;

    /** Room that an empty cache has, unless its capacity is smaller. */
    private static final int INITIAL_SLOTS = 16;

    /** A full set makes the table double only if this share of all slots is taken: else it is full by chance, and evicts. */
    private static final int SPARSE = 8;

    private static final int WAYS = 4;
    private static final int WORDS = 4;
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final long saltOdd;
    private final long saltEven;
    private final int capacity;
    private int setMask;
    private long[] keys;
    private @Nullable NodeId[] ids;
    private boolean[] used;
    private byte[] hands;
    private int size;
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
     * @param capacity the number of keys it holds at most, a power of two of at least 4
     * @param salt random bits that strangers do not know
     * @throws IllegalArgumentException if the capacity is not such a number
     */
    public NodeIdCache(int capacity, long salt) {
        if (capacity < WAYS || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("The capacity must be a power of two of at least 4, not " + capacity);
        }
        this.saltEven = salt;
        this.saltOdd = mix(salt ^ MULTIPLIER, MULTIPLIER);
        this.capacity = capacity;
        int slots = Math.min(INITIAL_SLOTS, capacity);
        this.setMask = slots / WAYS - 1;
        this.keys = new long[slots * WORDS];
        this.ids = new @Nullable NodeId[slots];
        this.used = new boolean[slots];
        this.hands = new byte[slots / WAYS];
    }

    /** Returns the number of keys that this cache holds at most. */
    public int capacity() {
        return capacity;
    }

    /** Returns the number of keys that there is room for without growing. */
    int slots() {
        return ids.length;
    }

    /**
     * Returns the NodeID of the 32 key bytes at {@code offset}.
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
        put(slotFor(set, k0, k1, k2, k3), k0, k1, k2, k3, id);
        return id;
    }

    /** Returns the slot for a new key, in a larger table if the set is full and not by chance. */
    private int slotFor(int set, long k0, long k1, long k2, long k3) {
        int slot = victim(set);
        if (ids[slot] != null && ids.length < capacity && SPARSE * size >= ids.length) {
            grow();
            slot = victim(setOf(k0, k1, k2, k3));
        }
        return slot;
    }

    private void put(int slot, long k0, long k1, long k2, long k3, NodeId id) {
        int word = slot * WORDS;
        keys[word] = k0;
        keys[word + 1] = k1;
        keys[word + 2] = k2;
        keys[word + 3] = k3;
        size += ids[slot] == null ? 1 : 0;
        ids[slot] = id;
        used[slot] = false;
    }

    /** Doubles the table; the four keys of a set go to two sets, so that none is lost. */
    private void grow() {
        long[] oldKeys = keys;
        @Nullable NodeId[] oldIds = ids;
        boolean[] oldUsed = used;
        int slots = 2 * oldIds.length;
        setMask = slots / WAYS - 1;
        keys = new long[slots * WORDS];
        ids = new @Nullable NodeId[slots];
        used = new boolean[slots];
        hands = new byte[slots / WAYS];
        size = 0;
        for (int old = 0; old < oldIds.length; old++) {
            NodeId id = oldIds[old];
            int word = old * WORDS;
            if (id != null) {
                int slot = victim(setOf(oldKeys[word], oldKeys[word + 1], oldKeys[word + 2], oldKeys[word + 3]));
                put(slot, oldKeys[word], oldKeys[word + 1], oldKeys[word + 2], oldKeys[word + 3], id);
                used[slot] = oldUsed[old];
            }
        }
    }

    /** Returns the slot to overwrite: a free one, else the next not used since the hand last passed it. */
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
