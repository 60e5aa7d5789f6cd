package io.nodenet.pow;

import static io.nodenet.pow.Field25519.LIMBS;

import java.lang.ref.WeakReference;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The multiples j * 256^w of the base point of Ed25519, for j from 0 to 128 and w from 0 to 31: 484 KiB. Safe for use by any thread.
 *
 * <p>A multiple (x, y) is kept as y + x, y - x and 2dxy, which is what an addition takes.
 */
final class BasePointTable {
    /** Windows of a scalar: one for each byte. */
    static final int WINDOWS = 32;

    /** The largest digit of a window; the smallest is -127, for which the multiple by 127 is negated. */
    static final int MAX_DIGIT = 128;

    private static final int ROW = MAX_DIGIT + 1;

    /** Longs of an entry. */
    private static final int ENTRY = 3 * LIMBS;

    private static final BigInteger D = quotient(-121_665, 121_666);
    private static final BigInteger BASE_X =
            new BigInteger("216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a", 16);
    private static final BigInteger BASE_Y = quotient(4, 5);

    private static WeakReference<@Nullable BasePointTable> last = new WeakReference<>(null);

    private final long[] entries = new long[WINDOWS * ROW * ENTRY];

    private BasePointTable() {
        PointBatch multiples = new PointBatch(ROW, entries);
        long[] twiceD = new long[LIMBS];
        long[] base = new long[2 * LIMBS];
        Field25519.set(D.shiftLeft(1).mod(Field25519.PRIME), twiceD, 0);
        Field25519.set(BASE_X, base, 0);
        Field25519.set(BASE_Y, base, LIMBS);
        setEntry(entry(0, 1), base, 0, twiceD);
        for (int window = 0; window < WINDOWS; window++) {
            if (window > 0) { // twice the last of the row before
                int half = entry(window - 1, MAX_DIGIT);
                multiples.set(0, half, 0);
                multiples.setSum(0, 0, half, 0);
                multiples.makeAffine(1);
                setEntry(entry(window, 1), multiples.coordinates(), 0, twiceD);
            }
            fillRow(window, multiples, twiceD);
        }
    }

    /** Returns the table, which is built if nobody uses one: in a few milliseconds, and 40 where the code runs for the first time. */
    static synchronized BasePointTable get() {
        BasePointTable table = last.get();
        if (table == null) {
            table = new BasePointTable();
            last = new WeakReference<>(table);
        }
        return table;
    }

    /** Returns the array that holds the entries. */
    long[] entries() {
        return entries;
    }

    /** Returns where the multiple by a digit from 0 to {@link #MAX_DIGIT} is. */
    static int entry(int window, int digit) {
        return (window * ROW + digit) * ENTRY;
    }

    /** Fills a row whose multiple by 1 is there. */
    private void fillRow(int window, PointBatch multiples, long[] twiceD) {
        int one = entry(window, 1);
        multiples.set(1, one, 0);
        for (int digit = 2; digit <= MAX_DIGIT; digit++) {
            multiples.setSum(digit, digit - 1, one, 0);
        }
        int neutral = entry(window, 0);
        entries[neutral] = 1;
        entries[neutral + LIMBS] = 1;
        multiples.set(0, neutral, 0);
        multiples.makeAffine(ROW);
        for (int digit = 2; digit <= MAX_DIGIT; digit++) {
            setEntry(entry(window, digit), multiples.coordinates(), multiples.indexOf(digit), twiceD);
        }
    }

    private void setEntry(int entry, long[] xy, int offset, long[] twiceD) {
        for (int i = 0; i < LIMBS; i++) {
            long x = xy[offset + i];
            long y = xy[offset + LIMBS + i];
            entries[entry + i] = y + x;
            entries[entry + LIMBS + i] = y - x;
        }
        int product = entry + 2 * LIMBS;
        Field25519.multiply(xy, offset, xy, offset + LIMBS, entries, product);
        Field25519.multiply(entries, product, twiceD, 0, entries, product);
    }

    private static BigInteger quotient(long dividend, long divisor) {
        return BigInteger.valueOf(dividend)
                .multiply(BigInteger.valueOf(divisor).modInverse(Field25519.PRIME))
                .mod(Field25519.PRIME);
    }
}
