package io.nodenet.node.core.message;

/**
 * A set of 128-bit hashes under a secret, in one array of 16 bytes per slot; between a third and two thirds of the slots are in use once it
 * has grown. Nothing is removed. Not thread-safe.
 */
final class HashSet128 {
    private static final int INITIAL_SLOTS = 16;

    private long[] words = new long[2 * INITIAL_SLOTS];
    private int size;

    boolean contains(long high, long low) {
        int at = slot(words, high, occupied(high, low));
        return words[at] != 0 || words[at + 1] != 0;
    }

    /** Adds a hash; returns false if it was there. */
    boolean add(long high, long low) {
        long second = occupied(high, low);
        int at = slot(words, high, second);
        if (words[at] != 0 || words[at + 1] != 0) {
            return false;
        }
        words[at] = high;
        words[at + 1] = second;
        size++;
        if (3 * size > words.length) {
            grow();
        }
        return true;
    }

    /** Returns the bytes of the array. */
    int bytes() {
        return words.length * Long.BYTES;
    }

    private void grow() {
        long[] larger = new long[2 * words.length];
        for (int at = 0; at < words.length; at += 2) {
            if (words[at] != 0 || words[at + 1] != 0) {
                int to = slot(larger, words[at], words[at + 1]);
                larger[to] = words[at];
                larger[to + 1] = words[at + 1];
            }
        }
        words = larger;
    }

    /** Two words of zero mark a free slot. */
    private static long occupied(long high, long low) {
        return high == 0 && low == 0 ? 1 : low;
    }

    /** Returns where a hash is, or else the free slot where it belongs. */
    private static int slot(long[] words, long high, long low) {
        int mask = words.length - 1;
        int at = (int) high << 1 & mask;
        while ((words[at] != 0 || words[at + 1] != 0) && (words[at] != high || words[at + 1] != low)) {
            at = at + 2 & mask;
        }
        return at;
    }
}
