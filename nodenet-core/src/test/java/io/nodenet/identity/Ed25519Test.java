package io.nodenet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.nodenet.Vectors;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Ed25519Test {
    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger ORDER_8_Y =
            little("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
    private static final int SIGN_BIT = 0x80;

    /** R = neutral point, S = 0: valid for every message under a key of small order, in a lax verifier. */
    private static final byte[] UNIVERSAL_SIGNATURE = Vectors.unhex("01" + "00".repeat(63));

    @Test
    void allEightSmallOrderPointsAreRefused() {
        List<byte[]> points = List.of(
                key(BigInteger.ONE, false),
                key(PRIME.subtract(BigInteger.ONE), false),
                key(BigInteger.ZERO, false),
                key(BigInteger.ZERO, true),
                key(ORDER_8_Y, false),
                key(ORDER_8_Y, true),
                key(PRIME.subtract(ORDER_8_Y), false),
                key(PRIME.subtract(ORDER_8_Y), true));

        for (byte[] point : points) {
            assertThat(isTorsion(point)).as(Vectors.hex(point)).isTrue();
            assertRefused(point);
        }
        assertThat(points.stream().map(Vectors::hex)).doesNotHaveDuplicates().hasSize(8);
    }

    @Test
    void everyNonCanonicalKeyIsRefused() {
        List<byte[]> keys = new ArrayList<>();
        for (BigInteger y = PRIME; y.bitLength() <= 255; y = y.add(BigInteger.ONE)) {
            keys.add(key(y, false));
            keys.add(key(y, true));
        }
        keys.add(key(BigInteger.ONE, true));
        keys.add(key(PRIME.subtract(BigInteger.ONE), true));

        assertThat(keys).hasSize(2 * 19 + 2).allSatisfy(Ed25519Test::assertRefused);
    }

    @Test
    void honestKeysAreAccepted() {
        Random random = new Random(1);
        byte[] seed = new byte[Identity.SEED_LENGTH];
        for (int i = 0; i < 50; i++) {
            random.nextBytes(seed);
            Identity identity = Identity.fromSeed(seed);
            byte[] message = new byte[i];
            random.nextBytes(message);

            assertThat(verify(identity.publicKey(), message, identity.sign(message)))
                    .isTrue();
        }
    }

    @Test
    void offsetsAreHonoured() {
        Identity identity = Identity.fromSeed(new byte[32]);
        byte[] signature = identity.sign(new byte[] {1, 2, 3});
        byte[] joined = new byte[200];
        System.arraycopy(identity.publicKey(), 0, joined, 5, 32);
        System.arraycopy(new byte[] {1, 2, 3}, 0, joined, 50, 3);
        System.arraycopy(signature, 0, joined, 100, 64);

        assertThat(Ed25519.verify(joined, 5, joined, 50, 3, joined, 100)).isTrue();
        assertThat(Ed25519.verify(joined, 5, joined, 50, 2, joined, 100)).isFalse();
    }

    @Test
    void randomBytesAreRefusedWithoutAnException() {
        Random random = new Random(2);
        byte[] key = new byte[32];
        byte[] message = new byte[32];
        byte[] signature = new byte[64];
        for (int i = 0; i < 500; i++) {
            random.nextBytes(key);
            random.nextBytes(message);
            random.nextBytes(signature);
            if (i % 2 == 0) {
                signature[63] &= 0x0f; // S below the order: the point arithmetic runs
            }
            assertThatCode(() -> assertThat(verify(key, message, signature)).isFalse())
                    .doesNotThrowAnyException();
        }
    }

    private static void assertRefused(byte[] key) {
        assertThat(Ed25519.isAcceptableKey(key, 0)).as(Vectors.hex(key)).isFalse();
        for (int i = 0; i < 32; i++) {
            assertThat(verify(key, new byte[] {(byte) i}, UNIVERSAL_SIGNATURE)).isFalse();
        }
    }

    /** Returns whether a point is on the curve, and eight times it is the neutral point: textbook arithmetic, as a second opinion. */
    private static boolean isTorsion(byte[] key) {
        BigInteger y = little(Vectors.hex(key)).clearBit(255);
        BigInteger d =
                BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(PRIME));
        BigInteger ySquared = y.multiply(y);
        BigInteger xSquared = ySquared.subtract(BigInteger.ONE)
                .multiply(d.multiply(ySquared).add(BigInteger.ONE).modInverse(PRIME))
                .mod(PRIME);
        BigInteger half = PRIME.subtract(BigInteger.ONE).shiftRight(1);
        if (xSquared.signum() != 0 && !xSquared.modPow(half, PRIME).equals(BigInteger.ONE)) {
            return false;
        }
        for (int doubling = 0; doubling < 3; doubling++) {
            // y of the double: (y² + x²) / (2 - y² + x²)
            BigInteger square = y.multiply(y);
            BigInteger numerator = square.add(xSquared);
            BigInteger denominator = BigInteger.TWO.subtract(square).add(xSquared);
            y = numerator.multiply(denominator.modInverse(PRIME)).mod(PRIME);
            square = y.multiply(y);
            xSquared = square.subtract(BigInteger.ONE)
                    .multiply(d.multiply(square).add(BigInteger.ONE).modInverse(PRIME))
                    .mod(PRIME);
        }
        return y.equals(BigInteger.ONE);
    }

    private static boolean verify(byte[] key, byte[] message, byte[] signature) {
        return Ed25519.verify(key, 0, message, 0, message.length, signature, 0);
    }

    private static byte[] key(BigInteger y, boolean negativeX) {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = y.shiftRight(i * Byte.SIZE).byteValue();
        }
        if (negativeX) {
            key[31] |= (byte) SIGN_BIT;
        }
        return key;
    }

    private static BigInteger little(String hex) {
        byte[] bytes = Vectors.unhex(hex);
        BigInteger value = BigInteger.ZERO;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value.shiftLeft(Byte.SIZE).or(BigInteger.valueOf(bytes[i] & 0xff));
        }
        return value;
    }
}
