package io.nodenet.pow;

import java.util.Arrays;

/**
 * Multiplies the base point of Ed25519 with many scalars at a time: a table look-up and an addition for each byte of a scalar, no
 * doubling, and one inversion for all.
 *
 * <p>Takes a time that depends on the scalars, by the cache lines of the table that it reads. Not thread-safe.
 */
final class PublicKeyBatch {
    private static final int WINDOWS = BasePointTable.WINDOWS;

    private final int size;

    /** Held as long as it is used, so that others find it. */
    private final BasePointTable table = BasePointTable.get();

    private final short[] digits;
    private final PointBatch points;

    PublicKeyBatch(int size) {
        this.size = size;
        this.digits = new short[size * WINDOWS];
        this.points = new PointBatch(size, table.entries());
    }

    /**
     * Sets one of the scalars.
     *
     * @param scalar holds its 32 bytes at the start, little-endian; below 2^255
     */
    void setScalar(int index, byte[] scalar) {
        int carry = 0;
        for (int window = 0; window < WINDOWS; window++) {
            int digit = (scalar[window] & 0xff) + carry;
            carry = digit + BasePointTable.MAX_DIGIT - 1 >> Byte.SIZE; // 1 above 128
            digits[index * WINDOWS + window] = (short) (digit - (carry << Byte.SIZE));
        }
    }

    /** Computes the points of all scalars. */
    void multiply() {
        for (int window = 0;
                window < WINDOWS;
                window++) { // by rows of the table: one stays in the first cache meanwhile
            for (int i = 0; i < size; i++) {
                int digit = digits[i * WINDOWS + window];
                int sign = digit >> Integer.SIZE - 1;
                int entry = BasePointTable.entry(window, (digit ^ sign) - sign);
                if (window == 0) {
                    points.set(i, entry, sign);
                } else {
                    points.setSum(i, i, entry, sign);
                }
            }
        }
        points.makeAffine(size);
    }

    /** Writes the 32 bytes of one of the points. */
    void encode(int index, byte[] target, int offset) {
        points.encode(index, target, offset);
    }

    /** Forgets the scalars and what was computed of them. */
    void wipe() {
        Arrays.fill(digits, (short) 0);
        points.wipe();
    }
}
