package io.nodenet.identity;

import org.bouncycastle.crypto.digests.Blake2bDigest;

/**
 * BLAKE2b with a digest of 32 bytes, without key, salt or personalisation: the hash of the protocol (docs/protocol/01, section 1, [C]).
 *
 * <p>An instance hashes several parts without joining them and is reused: {@link #digest(byte[], int)} leaves it fresh. Not
 * thread-safe.
 */
public final class Blake2b256 {
    /** Bytes of a digest. */
    public static final int LENGTH = 32;

    private final Blake2bDigest digest = new Blake2bDigest(LENGTH * Byte.SIZE);

    /** Creates a hash of nothing yet. */
    public Blake2b256() {}

    /** Hashes a whole array into a fresh one of 32 bytes. Any thread. */
    public static byte[] hash(byte[] message) {
        return new Blake2b256().update(message, 0, message.length).digest();
    }

    /** Appends one byte, the low eight bits of {@code value}. */
    public Blake2b256 update(int value) {
        digest.update((byte) value);
        return this;
    }

    /** Appends a whole array. */
    public Blake2b256 update(byte[] part) {
        digest.update(part, 0, part.length);
        return this;
    }

    /**
     * Appends a range of an array.
     *
     * @throws IndexOutOfBoundsException if the range is not inside the array
     */
    public Blake2b256 update(byte[] part, int offset, int length) {
        digest.update(part, offset, length);
        return this;
    }

    /** Appends 8 bytes, big-endian. */
    public Blake2b256 updateLong(long value) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            digest.update((byte) (value >>> shift));
        }
        return this;
    }

    /** Writes the 32 bytes of the digest at {@code offset} and starts over. */
    public void digest(byte[] target, int offset) {
        digest.doFinal(target, offset);
    }

    /** Returns the digest in a fresh array and starts over. */
    public byte[] digest() {
        byte[] target = new byte[LENGTH];
        digest(target, 0);
        return target;
    }
}
