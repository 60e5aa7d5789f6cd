package io.nodenet.pow;

import static io.nodenet.pow.Field25519.LIMBS;
import static io.nodenet.pow.Field25519.PRIME;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Field25519Test {
    private static final int LIMB_BITS = 51;
    private static final long LARGEST_FACTOR = 1L << 53;
    private static final long LARGEST_PRODUCT = (1L << LIMB_BITS) + (1 << 16);

    private final SplittableRandom random = new SplittableRandom(42);

    @Test
    void productsAreThoseOfBigInteger() {
        for (int i = 0; i < 20_000; i++) {
            assertProduct(number(), number());
        }
    }

    @Test
    void productsOfTheLargestLimbsOfEverySignAreThoseOfBigInteger() {
        for (int signs = 0; signs < 1 << 2 * LIMBS; signs++) {
            assertProduct(extreme(signs), extreme(signs >> LIMBS));
        }
    }

    @Test
    void productMayTakeThePlaceOfItsFactors() {
        long[] a = number();
        long[] expected = new long[LIMBS];
        Field25519.multiply(a, 0, a, 0, expected, 0);

        Field25519.multiply(a, 0, a, 0, a, 0);

        assertThat(a).isEqualTo(expected);
    }

    @Test
    void numberTimesItsInverseIsOne() {
        for (int i = 0; i < 50; i++) {
            long[] a = number();
            long[] inverse = new long[LIMBS];
            Field25519.invert(a, 0, inverse, 0);
            assertThat(value(inverse)).isEqualTo(value(a).modInverse(PRIME));
        }
    }

    @Test
    void inverseOfZeroIsZero() {
        long[] inverse = number();
        Field25519.invert(new long[LIMBS], 0, inverse, 0);
        assertThat(value(inverse)).isZero();
    }

    @Test
    void encodingIsTheSmallestWhateverTheLimbs() {
        for (int i = 0; i < 5_000; i++) {
            assertEncoded(number());
        }
        for (int signs = 0; signs < 1 << LIMBS; signs++) {
            assertEncoded(extreme(signs));
        }
        for (int multiple = -4; multiple <= 4; multiple++) {
            for (int difference = -40; difference <= 40; difference++) {
                long[] near = new long[LIMBS];
                Field25519.set(PRIME, near, 0);
                for (int i = 0; i < LIMBS; i++) {
                    near[i] *= multiple;
                }
                near[0] += difference;
                assertEncoded(near);
            }
        }
    }

    @Test
    void numbersAreReadAsTheyAre() {
        for (BigInteger value : new BigInteger[] {BigInteger.ZERO, BigInteger.ONE, PRIME.subtract(BigInteger.ONE)}) {
            long[] limbs = new long[LIMBS];
            Field25519.set(value, limbs, 0);
            assertThat(value(limbs)).isEqualTo(value);
        }
    }

    private static void assertProduct(long[] a, long[] b) {
        long[] product = new long[LIMBS];

        Field25519.multiply(a, 0, b, 0, product, 0);

        assertThat(value(product)).isEqualTo(value(a).multiply(value(b)).mod(PRIME));
        assertThat(Arrays.stream(product).map(Math::abs).max().orElseThrow()).isLessThanOrEqualTo(LARGEST_PRODUCT);
    }

    private static void assertEncoded(long[] a) {
        byte[] encoded = new byte[Field25519.LENGTH + 2];

        boolean odd = Field25519.encode(a, 0, encoded, 1);

        byte[] bigEndian = new byte[Field25519.LENGTH];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = encoded[Field25519.LENGTH - i];
        }
        assertThat(new BigInteger(1, bigEndian)).isEqualTo(value(a));
        assertThat(odd).isEqualTo(value(a).testBit(0));
        assertThat(encoded[0]).isZero();
        assertThat(encoded[Field25519.LENGTH + 1]).isZero();
    }

    private static BigInteger value(long[] limbs) {
        BigInteger value = BigInteger.ZERO;
        for (int i = LIMBS - 1; i >= 0; i--) {
            value = value.shiftLeft(LIMB_BITS).add(BigInteger.valueOf(limbs[i]));
        }
        return value.mod(PRIME);
    }

    private long[] number() {
        return random.longs(LIMBS, -LARGEST_FACTOR, LARGEST_FACTOR + 1).toArray();
    }

    private static long[] extreme(int signs) {
        long[] limbs = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] = (signs >> i & 1) == 0 ? LARGEST_FACTOR : -LARGEST_FACTOR;
        }
        return limbs;
    }
}
