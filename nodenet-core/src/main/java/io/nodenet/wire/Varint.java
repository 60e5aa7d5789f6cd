package io.nodenet.wire;

import io.netty.buffer.ByteBuf;

/**
 * The unsigned 64-bit varint of the protocol: base 128, low bits first (docs/protocol/01, section 4).
 *
 * <p>Encodes minimally [C]; decodes non-minimal forms too, for parity with deployed peers. {@code 300} is {@code ac 02}. Values
 * are unsigned: compare them with {@link Long#compareUnsigned} before narrowing.
 */
public final class Varint {
    /** The most bytes that a varint has. */
    public static final int MAX_LENGTH = 10;

    /** What {@link #width} answers for malformed bytes. */
    public static final int MALFORMED = -1;

    private static final int BITS = 7;
    private static final int CONTINUATION = 0x80;

    private Varint() {}

    /** Returns the number of bytes of the minimal form, 1 to 10. */
    public static int length(long value) {
        return (Long.SIZE + BITS - 1 - Long.numberOfLeadingZeros(value | 1)) / BITS;
    }

    /**
     * Writes the minimal form at {@code offset} and answers the offset after it.
     *
     * @throws IndexOutOfBoundsException if it does not fit
     */
    public static int write(long value, byte[] target, int offset) {
        int position = offset;
        long left = value;
        while ((left & -CONTINUATION) != 0) {
            target[position++] = (byte) (left | CONTINUATION);
            left >>>= BITS;
        }
        target[position++] = (byte) left;
        return position;
    }

    /** Appends the minimal form; the caller made sure that it fits. */
    public static void write(long value, ByteBuf target) {
        long left = value;
        while ((left & -CONTINUATION) != 0) {
            target.writeByte((int) left | CONTINUATION);
            left >>>= BITS;
        }
        target.writeByte((int) left);
    }

    /**
     * Returns how many bytes the varint at {@code offset} has, 1 to 10, or {@link #MALFORMED} if the input ends at {@code end} before
     * it does, or its value has more than 64 bits [V].
     */
    public static int width(byte[] source, int offset, int end) {
        int limit = Math.min(end - offset, MAX_LENGTH);
        for (int i = 0; i < limit; i++) {
            byte b = source[offset + i];
            if (b >= 0) {
                return i == MAX_LENGTH - 1 && b > 1 ? MALFORMED : i + 1;
            }
        }
        return MALFORMED;
    }

    /** Returns the unsigned value of the varint at {@code offset} that has the given {@link #width}. */
    public static long value(byte[] source, int offset, int width) {
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (long) (source[offset + i] & 0x7f) << (i * BITS);
        }
        return value;
    }
}
