package io.nodenet.transport.memory;

/** The generator of media links: a PCG of 128 bits with DXSM output (docs/protocol/07, section 5.1), so that schedules can be compared. */
final class PcgDxsm {
    private static final long MULTIPLIER_HIGH = 0x2360ed051fc65da4L;
    private static final long MULTIPLIER_LOW = 0x4385df649fccf645L;
    private static final long INCREMENT_HIGH = 0x5851f42d4c957f2dL;
    private static final long INCREMENT_LOW = 0x14057b7ef767814fL;
    private static final long OUTPUT_MULTIPLIER = 0xda942042e4dd58b5L;
    private static final int DOUBLE_BITS = 53;

    private long high;
    private long low;

    PcgDxsm(long seed) {
        high = seed;
        low = ~seed;
    }

    /** Returns 64 random bits. */
    long next() {
        long productHigh = multiplyHigh(low, MULTIPLIER_LOW) + high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH;
        long productLow = low * MULTIPLIER_LOW;
        low = productLow + INCREMENT_LOW;
        long carry = Long.compareUnsigned(low, productLow) < 0 ? 1 : 0;
        high = productHigh + INCREMENT_HIGH + carry;
        long output = high;
        output ^= output >>> 32;
        output *= OUTPUT_MULTIPLIER;
        output ^= output >>> 48;
        return output * (low | 1);
    }

    /** Returns a number from 0 inclusive to 1 exclusive. */
    double nextDouble() {
        return (next() & (1L << DOUBLE_BITS) - 1) / (double) (1L << DOUBLE_BITS);
    }

    /**
     * Returns a number from 0 inclusive to a bound exclusive.
     *
     * @param bound 1 or more
     */
    long nextLong(long bound) {
        if ((bound & bound - 1) == 0) {
            return next() & bound - 1;
        }
        long output = next();
        if (Long.compareUnsigned(output * bound, bound) < 0) {
            long threshold = Long.remainderUnsigned(-bound, bound);
            while (Long.compareUnsigned(output * bound, threshold) < 0) {
                output = next();
            }
        }
        return multiplyHigh(output, bound);
    }

    /** Returns the upper half of the product of two unsigned numbers. */
    private static long multiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }
}
