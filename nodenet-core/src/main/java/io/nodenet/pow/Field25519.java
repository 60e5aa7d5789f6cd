package io.nodenet.pow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * Multiplies, inverts and encodes numbers modulo 2^255 - 19: five limbs in radix 2^51, in an array at an offset.
 *
 * <p>Limbs are signed and reduced lazily. A product takes factors whose limbs are at most 2^53, and has limbs of at most 2^51 + 2^16:
 * products can be added and subtracted limb by limb, two and two, or twice one and another, and multiplied again.
 */
final class Field25519 {
    /** Bytes of an encoded number. */
    static final int LENGTH = 32;

    /** Limbs of a number. */
    static final int LIMBS = 5;

    static final BigInteger PRIME = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

    private static final int LIMB_BITS = 51;
    private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;

    /** What a carry out of the highest limb counts in the lowest: 2^255 = 19. */
    private static final int FOLD = 19;

    /** Two shifts that add up to 64 - 51: the high half of a product of shifted limbs is its quotient by 2^51. */
    private static final int SHIFT_A = 9;

    private static final int SHIFT_B = Long.SIZE - LIMB_BITS - SHIFT_A;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Field25519() {}

    /** Writes a number from 0 to the prime as limbs. */
    static void set(BigInteger value, long[] target, int offset) {
        for (int i = 0; i < LIMBS; i++) {
            target[offset + i] = value.shiftRight(i * LIMB_BITS).longValue() & LIMB_MASK;
        }
    }

    /** Writes the product of two numbers, which may be in the place of either. */
    static void multiply(long[] a, int aOffset, long[] b, int bOffset, long[] product, int offset) {
        long a0 = a[aOffset];
        long a1 = a[aOffset + 1];
        long a2 = a[aOffset + 2];
        long a3 = a[aOffset + 3];
        long a4 = a[aOffset + 4];
        long b0 = b[bOffset];
        long b1 = b[bOffset + 1];
        long b2 = b[bOffset + 2];
        long b3 = b[bOffset + 3];
        long b4 = b[bOffset + 4];
        long c1 = FOLD * b1;
        long c2 = FOLD * b2;
        long c3 = FOLD * b3;
        long c4 = FOLD * b4;
        long low0 = a0 * b0 + a1 * c4 + a2 * c3 + a3 * c2 + a4 * c1;
        long low1 = a0 * b1 + a1 * b0 + a2 * c4 + a3 * c3 + a4 * c2;
        long low2 = a0 * b2 + a1 * b1 + a2 * b0 + a3 * c4 + a4 * c3;
        long low3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + a4 * c4;
        long low4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
        a0 <<= SHIFT_A;
        a1 <<= SHIFT_A;
        a2 <<= SHIFT_A;
        a3 <<= SHIFT_A;
        a4 <<= SHIFT_A;
        b0 <<= SHIFT_B;
        b1 <<= SHIFT_B;
        b2 <<= SHIFT_B;
        b3 <<= SHIFT_B;
        b4 <<= SHIFT_B;
        c1 <<= SHIFT_B;
        c2 <<= SHIFT_B;
        c3 <<= SHIFT_B;
        c4 <<= SHIFT_B;
        long high0 = high(a0, b0) + high(a1, c4) + high(a2, c3) + high(a3, c2) + high(a4, c1);
        long high1 = high(a0, b1) + high(a1, b0) + high(a2, c4) + high(a3, c3) + high(a4, c2);
        long high2 = high(a0, b2) + high(a1, b1) + high(a2, b0) + high(a3, c4) + high(a4, c3);
        long high3 = high(a0, b3) + high(a1, b2) + high(a2, b1) + high(a3, b0) + high(a4, c4);
        long high4 = high(a0, b4) + high(a1, b3) + high(a2, b2) + high(a3, b1) + high(a4, b0);
        long r0 = low0 - (high0 << LIMB_BITS) + FOLD * high4;
        long r1 = low1 - (high1 << LIMB_BITS) + high0;
        long r2 = low2 - (high2 << LIMB_BITS) + high1;
        long r3 = low3 - (high3 << LIMB_BITS) + high2;
        long r4 = low4 - (high4 << LIMB_BITS) + high3;
        product[offset] = (r0 & LIMB_MASK) + FOLD * (r4 >> LIMB_BITS);
        product[offset + 1] = (r1 & LIMB_MASK) + (r0 >> LIMB_BITS);
        product[offset + 2] = (r2 & LIMB_MASK) + (r1 >> LIMB_BITS);
        product[offset + 3] = (r3 & LIMB_MASK) + (r2 >> LIMB_BITS);
        product[offset + 4] = (r4 & LIMB_MASK) + (r3 >> LIMB_BITS);
    }

    private static long high(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    /** Writes the inverse of a number, 0 for 0: its power p - 2. */
    static void invert(long[] a, int aOffset, long[] inverse, int offset) {
        long[] x = new long[LIMBS];
        System.arraycopy(a, aOffset, x, 0, LIMBS);
        long[] x2 = times(squared(x, 1), x);
        long[] x4 = times(squared(x2, 2), x2);
        long[] x5 = times(squared(x4, 1), x);
        long[] x10 = times(squared(x5, 5), x5);
        long[] x20 = times(squared(x10, 10), x10);
        long[] x40 = times(squared(x20, 20), x20);
        long[] x50 = times(squared(x40, 10), x10);
        long[] x100 = times(squared(x50, 50), x50);
        long[] x200 = times(squared(x100, 100), x100);
        long[] x250 = times(squared(x200, 50), x50);
        long[] x11 = times(squared(x, 1), times(squared(x, 3), x)); // x^11 = x^2 * x^9
        multiply(squared(x250, 5), 0, x11, 0, inverse, offset); // (2^250 - 1) * 2^5 + 11 = p - 2
    }

    private static long[] squared(long[] a, int times) {
        long[] square = a.clone();
        for (int i = 0; i < times; i++) {
            multiply(square, 0, square, 0, square, 0);
        }
        return square;
    }

    private static long[] times(long[] a, long[] b) {
        long[] product = new long[LIMBS];
        multiply(a, 0, b, 0, product, 0);
        return product;
    }

    /**
     * Writes the 32 bytes of a number, reduced below the prime, little-endian.
     *
     * @return whether the number is odd
     */
    static boolean encode(long[] a, int aOffset, byte[] target, int offset) {
        long r0 = a[aOffset];
        long r1 = a[aOffset + 1];
        long r2 = a[aOffset + 2];
        long r3 = a[aOffset + 3];
        long r4 = a[aOffset + 4];
        for (int i = 0;
                i < 2;
                i++) { // the second pass takes in what the first folded: all limbs end from 0 to 2^51 - 1
            r1 += r0 >> LIMB_BITS;
            r2 += r1 >> LIMB_BITS;
            r3 += r2 >> LIMB_BITS;
            r4 += r3 >> LIMB_BITS;
            r0 = (r0 & LIMB_MASK) + FOLD * (r4 >> LIMB_BITS);
            r1 &= LIMB_MASK;
            r2 &= LIMB_MASK;
            r3 &= LIMB_MASK;
            r4 &= LIMB_MASK;
        }
        long carry = r0 + FOLD >> LIMB_BITS; // carries to the top if the number is the prime or more
        carry = r1 + carry >> LIMB_BITS;
        carry = r2 + carry >> LIMB_BITS;
        carry = r3 + carry >> LIMB_BITS;
        carry = r4 + carry >> LIMB_BITS;
        r0 += FOLD * carry;
        r1 += r0 >> LIMB_BITS;
        r2 += r1 >> LIMB_BITS;
        r3 += r2 >> LIMB_BITS;
        r4 += r3 >> LIMB_BITS;
        r0 &= LIMB_MASK;
        r1 &= LIMB_MASK;
        r2 &= LIMB_MASK;
        r3 &= LIMB_MASK;
        r4 &= LIMB_MASK;
        LONGS.set(target, offset, r0 | r1 << 51);
        LONGS.set(target, offset + 8, r1 >>> 13 | r2 << 38);
        LONGS.set(target, offset + 16, r2 >>> 26 | r3 << 25);
        LONGS.set(target, offset + 24, r3 >>> 39 | r4 << 12);
        return (r0 & 1) != 0;
    }
}
