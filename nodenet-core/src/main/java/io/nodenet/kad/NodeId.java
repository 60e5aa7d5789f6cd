package io.nodenet.kad;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * The address of a node: an unsigned 256-bit number, the BLAKE2b-256 hash of its Ed25519 key.
 *
 * <p>Immutable and safe for use by any thread. The natural order is the numeric one; distances are XOR distances compared
 * unsigned, so that two different IDs are never equally far from a third (docs/protocol/01, section 1, [C]).
 */
public final class NodeId implements Comparable<NodeId> {
    /** Bytes of an ID on the wire. */
    public static final int LENGTH = 32;

    /** Bits of an ID. */
    public static final int BITS = 256;

    /** The ID whose bits are all zero; no key is known that hashes to it. */
    public static final NodeId ZERO = new NodeId(0, 0, 0, 0);

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final HexFormat HEX = HexFormat.of();

    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private final long w0;
    private final long w1;
    private final long w2;
    private final long w3;

    private NodeId(long w0, long w1, long w2, long w3) {
        this.w0 = w0;
        this.w1 = w1;
        this.w2 = w2;
        this.w3 = w3;
    }

    /**
     * Reads an ID from exactly 32 bytes, which are copied.
     *
     * @throws IllegalArgumentException if there are not exactly 32 bytes
     */
    public static NodeId of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("A NodeID has 32 bytes, not " + bytes.length);
        }
        return of(bytes, 0);
    }

    /**
     * Reads an ID from the 32 bytes at {@code offset}.
     *
     * @throws IndexOutOfBoundsException if fewer than 32 bytes follow
     */
    public static NodeId of(byte[] bytes, int offset) {
        return new NodeId(
                (long) LONGS.get(bytes, offset),
                (long) LONGS.get(bytes, offset + 8),
                (long) LONGS.get(bytes, offset + 16),
                (long) LONGS.get(bytes, offset + 24));
    }

    /**
     * Parses the text form: exactly 64 hexadecimal digits of either case, nothing else.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static NodeId parse(String text) {
        if (text.length() != 2 * LENGTH) {
            throw new IllegalArgumentException(
                    "A NodeID is written as 64 hexadecimal digits, not as " + text.length() + " characters");
        }
        return of(HEX.parseHex(text));
    }

    /** Writes the 32 bytes of this ID at {@code offset}. */
    public void writeTo(byte[] target, int offset) {
        LONGS.set(target, offset, w0);
        LONGS.set(target, offset + 8, w1);
        LONGS.set(target, offset + 16, w2);
        LONGS.set(target, offset + 24, w3);
    }

    /** Returns a fresh array with the 32 bytes of this ID. */
    public byte[] toBytes() {
        byte[] bytes = new byte[LENGTH];
        writeTo(bytes, 0);
        return bytes;
    }

    /** Returns whether the 32 bytes at {@code offset} are this ID, without allocating. */
    public boolean matches(byte[] bytes, int offset) {
        return w0 == (long) LONGS.get(bytes, offset)
                && w1 == (long) LONGS.get(bytes, offset + 8)
                && w2 == (long) LONGS.get(bytes, offset + 16)
                && w3 == (long) LONGS.get(bytes, offset + 24);
    }

    /** Returns the XOR distance to another ID, as a number of the same kind. */
    public NodeId distanceTo(NodeId other) {
        return new NodeId(w0 ^ other.w0, w1 ^ other.w1, w2 ^ other.w2, w3 ^ other.w3);
    }

    /**
     * Compares how far {@code a} and {@code b} are from this ID.
     *
     * @return negative when {@code a} is closer, positive when {@code b} is, 0 only when they are equal
     */
    public int compareDistance(NodeId a, NodeId b) {
        int order = Long.compareUnsigned(w0 ^ a.w0, w0 ^ b.w0);
        if (order == 0) {
            order = Long.compareUnsigned(w1 ^ a.w1, w1 ^ b.w1);
        }
        if (order == 0) {
            order = Long.compareUnsigned(w2 ^ a.w2, w2 ^ b.w2);
        }
        return order == 0 ? Long.compareUnsigned(w3 ^ a.w3, w3 ^ b.w3) : order;
    }

    /** Returns whether {@code a} is strictly closer to this ID than {@code b}. */
    public boolean isCloser(NodeId a, NodeId b) {
        return compareDistance(a, b) < 0;
    }

    /** Returns the order "nearest to this ID first". */
    public Comparator<NodeId> byDistance() {
        return this::compareDistance;
    }

    /** Returns the number of leading bits in which both IDs agree, 0 to 256. */
    public int commonPrefixLength(NodeId other) {
        if (w0 != other.w0) {
            return Long.numberOfLeadingZeros(w0 ^ other.w0);
        }
        if (w1 != other.w1) {
            return 64 + Long.numberOfLeadingZeros(w1 ^ other.w1);
        }
        if (w2 != other.w2) {
            return 128 + Long.numberOfLeadingZeros(w2 ^ other.w2);
        }
        return w3 == other.w3 ? BITS : 192 + Long.numberOfLeadingZeros(w3 ^ other.w3);
    }

    /**
     * Returns the index of the bucket that another ID falls into, 0 to 255.
     *
     * @throws IllegalArgumentException if {@code other} is this ID, which has no bucket
     */
    public int bucketIndex(NodeId other) {
        int prefix = commonPrefixLength(other);
        if (prefix == BITS) {
            throw new IllegalArgumentException("A node has no bucket for itself");
        }
        return prefix;
    }

    /** Returns the number of leading zero bits, 0 to 256: the work that minting this ID took. */
    public int leadingZeroBits() {
        return commonPrefixLength(ZERO);
    }

    /**
     * Returns one of the four 64-bit words of this ID, the most significant one first.
     *
     * @throws IndexOutOfBoundsException if {@code index} is not 0 to 3
     */
    public long word(int index) {
        return switch (index) {
            case 0 -> w0;
            case 1 -> w1;
            case 2 -> w2;
            case 3 -> w3;
            default -> throw new IndexOutOfBoundsException(index);
        };
    }

    /** Returns the first eight hexadecimal digits, for logs. */
    public String shortText() {
        return HEX.toHexDigits((int) (w0 >>> 32));
    }

    @Override
    public int compareTo(NodeId other) {
        return ZERO.compareDistance(this, other);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof NodeId other && w0 == other.w0 && w1 == other.w1 && w2 == other.w2 && w3 == other.w3;
    }

    /**
     * Returns a hash that strangers cannot aim, as long as they do not know the salt: to spread what is bounded over stripes.
     *
     * @param salt random bits
     */
    public int hashCode(long salt) {
        long odd = salt ^ MULTIPLIER;
        long mixed = fold(fold(w0 ^ salt, w1 ^ odd) ^ w2 ^ salt, w3 ^ odd);
        return Long.hashCode(mixed);
    }

    /** Folds the 128-bit product of two words into one. */
    private static long fold(long a, long b) {
        return Math.multiplyHigh(a, b) ^ a * b;
    }

    /** Mixes all words: under proof of work the leading bits of every ID are zero. */
    @Override
    public int hashCode() {
        return Long.hashCode(w0 ^ w1 ^ w2 ^ w3);
    }

    /** Returns the text form: 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HEX.toHexDigits(w0) + HEX.toHexDigits(w1) + HEX.toHexDigits(w2) + HEX.toHexDigits(w3);
    }
}
