package io.nodenet.pow;

import static io.nodenet.pow.Field25519.LIMBS;

import java.util.Arrays;

/**
 * Points of Ed25519 in extended coordinates (X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z), which are made affine together at the price
 * of one inversion. Not thread-safe.
 *
 * <p>The addition is the complete one of Hisil, Wong, Carter and Dawson: it needs no exception for any two points.
 */
final class PointBatch {
    private static final int X = 0;
    private static final int Y = LIMBS;
    private static final int Z = 2 * LIMBS;
    private static final int T = 3 * LIMBS;
    private static final int POINT = 4 * LIMBS;

    // where the values of the formula are in the scratch
    private static final int E = 0;
    private static final int H = LIMBS;
    private static final int F = 2 * LIMBS;
    private static final int G = 3 * LIMBS;
    private static final int A = 4 * LIMBS;
    private static final int B = 5 * LIMBS;

    private final long[] entries;
    private final long[] points;
    private final long[] scratch = new long[6 * LIMBS];

    /**
     * Makes room for points.
     *
     * @param entries the array that holds the table's entries, or will
     */
    PointBatch(int size, long[] entries) {
        this.entries = entries;
        this.points = new long[size * POINT];
    }

    /**
     * Makes a point an entry of the table.
     *
     * @param sign 0 for the entry itself, -1 for its negative
     */
    void set(int point, int entry, int sign) {
        int plus = entry + (LIMBS & sign);
        int minus = entry + (LIMBS & ~sign);
        for (int i = 0; i < LIMBS; i++) {
            scratch[E + i] = entries[plus + i] - entries[minus + i];
            scratch[H + i] = entries[plus + i] + entries[minus + i];
            scratch[F + i] = 0;
            scratch[G + i] = 0;
        }
        scratch[F] = 2;
        scratch[G] = 2;
        combine(point * POINT);
    }

    /** Makes a point the sum of another and an entry of the table; {@code sign} as for {@link #set}. */
    void setSum(int point, int other, int entry, int sign) {
        int p = other * POINT;
        for (int i = 0; i < LIMBS; i++) {
            scratch[A + i] = points[p + Y + i] - points[p + X + i];
            scratch[B + i] = points[p + Y + i] + points[p + X + i];
        }
        Field25519.multiply(scratch, A, entries, entry + (LIMBS & ~sign), scratch, A);
        Field25519.multiply(scratch, B, entries, entry + (LIMBS & sign), scratch, B);
        Field25519.multiply(points, p + T, entries, entry + 2 * LIMBS, scratch, F);
        for (int i = 0; i < LIMBS; i++) {
            long a = scratch[A + i];
            long b = scratch[B + i];
            long c = (scratch[F + i] ^ sign) - sign;
            long d = 2 * points[p + Z + i];
            scratch[E + i] = b - a;
            scratch[H + i] = b + a;
            scratch[F + i] = d - c;
            scratch[G + i] = d + c;
        }
        combine(point * POINT);
    }

    /** Writes X = EF, Y = GH, Z = FG and T = EH. */
    private void combine(int p) {
        Field25519.multiply(scratch, E, scratch, F, points, p + X);
        Field25519.multiply(scratch, G, scratch, H, points, p + Y);
        Field25519.multiply(scratch, F, scratch, G, points, p + Z);
        Field25519.multiply(scratch, E, scratch, H, points, p + T);
    }

    /**
     * Makes the first points affine: afterwards {@link #coordinates} hold x and y, and the points are no longer operands. None of
     * the Z is 0, as the addition is complete.
     */
    void makeAffine(int count) {
        long[] inverse = scratch;
        Arrays.fill(inverse, 0, LIMBS, 0);
        inverse[0] = 1;
        for (int i = 0; i < count; i++) { // T becomes the product of the Z before
            int p = i * POINT;
            System.arraycopy(inverse, 0, points, p + T, LIMBS);
            Field25519.multiply(inverse, 0, points, p + Z, inverse, 0);
        }
        Field25519.invert(inverse, 0, inverse, 0);
        for (int i = count - 1; i >= 0; i--) {
            int p = i * POINT;
            Field25519.multiply(points, p + T, inverse, 0, points, p + T);
            Field25519.multiply(inverse, 0, points, p + Z, inverse, 0);
            Field25519.multiply(points, p + X, points, p + T, points, p + X);
            Field25519.multiply(points, p + Y, points, p + T, points, p + Y);
        }
    }

    /** Returns the array that holds the coordinates. */
    long[] coordinates() {
        return points;
    }

    /** Returns where the x of an affine point is; its y follows. */
    int indexOf(int point) {
        return point * POINT;
    }

    /** Writes the 32 bytes that RFC 8032 (section 5.1.2) makes of an affine point. */
    void encode(int point, byte[] target, int offset) {
        int p = point * POINT;
        boolean odd = Field25519.encode(points, p + X, target, offset);
        Field25519.encode(points, p + Y, target, offset);
        if (odd) {
            target[offset + Field25519.LENGTH - 1] |= (byte) 0x80;
        }
    }

    /** Forgets all points. */
    void wipe() {
        Arrays.fill(points, 0);
        Arrays.fill(scratch, 0);
    }
}
