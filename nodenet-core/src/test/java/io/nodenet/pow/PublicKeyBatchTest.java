package io.nodenet.pow;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyBatchTest {
    private static final int LENGTH = 32;
    private static final BigInteger ORDER =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final String NEUTRAL = "01" + "00".repeat(31);
    private static final String BASE = "58" + "66".repeat(31);

    private final Random random = new Random(42);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 63, 64, 65, 200})
    void everyKeyOfABatchIsThatOfBouncyCastle(int size) throws NoSuchAlgorithmException {
        PublicKeyBatch batch = new PublicKeyBatch(size);
        byte[][] secrets = new byte[size][LENGTH];
        for (int repetition = 0; repetition < 4; repetition++) {
            for (int i = 0; i < size; i++) {
                random.nextBytes(secrets[i]);
                batch.setScalar(i, scalarOf(secrets[i]));
            }

            batch.multiply();

            for (int i = 0; i < size; i++) {
                byte[] expected = new byte[LENGTH];
                Ed25519.generatePublicKey(secrets[i], 0, expected, 0);
                assertThat(key(batch, i)).isEqualTo(HexFormat.of().formatHex(expected));
            }
        }
    }

    @Test
    void edgeScalarsAreMultipliedRight() {
        BigInteger top = BigInteger.ONE.shiftLeft(255);
        List<BigInteger> scalars = List.of(
                BigInteger.ZERO,
                BigInteger.ONE,
                BigInteger.TWO,
                BigInteger.ONE.shiftLeft(254),
                top.subtract(BigInteger.ONE),
                top.subtract(BigInteger.valueOf(8)),
                ORDER,
                ORDER.subtract(BigInteger.ONE),
                ORDER.add(BigInteger.ONE),
                repeated("7f"),
                repeated("80").clearBit(255),
                repeated("81").clearBit(255),
                repeated("ff").clearBit(255),
                repeated("0080").clearBit(255),
                repeated("8000").clearBit(255));
        PublicKeyBatch batch = new PublicKeyBatch(scalars.size());
        for (int i = 0; i < scalars.size(); i++) {
            batch.setScalar(i, littleEndian(scalars.get(i)));
        }

        batch.multiply();

        for (int i = 0; i < scalars.size(); i++) {
            assertThat(key(batch, i))
                    .as(scalars.get(i).toString(16))
                    .isEqualTo(Point.BASE.times(scalars.get(i)).encoded());
        }
        assertThat(key(batch, 0)).isEqualTo(NEUTRAL);
        assertThat(key(batch, 1)).isEqualTo(BASE);
        assertThat(key(batch, scalars.indexOf(ORDER))).isEqualTo(NEUTRAL);
    }

    @Test
    void everyEntryOfTheTableIsTheMultipleItStandsFor() {
        PublicKeyBatch batch = new PublicKeyBatch(BasePointTable.MAX_DIGIT + 1);
        Point unit = Point.BASE;
        for (int window = 0; window < BasePointTable.WINDOWS; window++) {
            byte[] scalar = new byte[LENGTH];
            for (int digit = 0; digit <= BasePointTable.MAX_DIGIT; digit++) {
                scalar[window] = (byte) digit;
                batch.setScalar(digit, scalar);
            }

            batch.multiply();

            Point expected = Point.NEUTRAL;
            for (int digit = 0; digit <= BasePointTable.MAX_DIGIT; digit++) {
                assertThat(key(batch, digit)).as(digit + " at " + window).isEqualTo(expected.encoded());
                expected = expected.plus(unit);
            }
            unit = unit.times(BigInteger.ONE.shiftLeft(Byte.SIZE));
        }
    }

    @Test
    void tableIsSharedWhileSomebodyUsesIt() {
        BasePointTable table = BasePointTable.get();

        assertThat(BasePointTable.get()).isSameAs(table);
        assertThat(table.entries()).as("484 KiB").hasSize(32 * 129 * 15);
    }

    @Test
    void wipedBatchKnowsNoScalar() throws NoSuchAlgorithmException {
        PublicKeyBatch batch = new PublicKeyBatch(3);
        for (int i = 0; i < 3; i++) {
            batch.setScalar(i, scalarOf(new byte[LENGTH]));
        }

        batch.wipe();
        batch.multiply();

        for (int i = 0; i < 3; i++) {
            assertThat(key(batch, i)).as("zero times the base point").isEqualTo(NEUTRAL);
        }
    }

    private static String key(PublicKeyBatch batch, int index) {
        byte[] key = new byte[LENGTH];
        batch.encode(index, key, 0);
        return HexFormat.of().formatHex(key);
    }

    /** The scalar of RFC 8032, section 5.1.5. */
    private static byte[] scalarOf(byte[] secret) throws NoSuchAlgorithmException {
        byte[] scalar = Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(secret), LENGTH);
        scalar[0] &= (byte) 0xf8;
        scalar[LENGTH - 1] = (byte) (scalar[LENGTH - 1] & 0x7f | 0x40);
        return scalar;
    }

    private static BigInteger repeated(String hex) {
        return new BigInteger(hex.repeat(2 * LENGTH / hex.length()), 16);
    }

    private static byte[] littleEndian(BigInteger value) {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = value.shiftRight(i * Byte.SIZE).byteValue();
        }
        return bytes;
    }

    /** A point of Ed25519 by the book: affine, with an inversion for each addition. */
    private record Point(BigInteger x, BigInteger y) {
        static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);
        static final Point BASE = new Point(
                new BigInteger("15112221349535400772501151409588531511454012693041857206046113283949847762202"),
                new BigInteger("46316835694926478169428394003475163141307993866256225615783033603165251855960"));

        private static final BigInteger P = Field25519.PRIME;
        private static final BigInteger D =
                new BigInteger("37095705934669439343138083508754565189542113879843219016388785533085940283555");

        Point plus(Point other) {
            BigInteger product = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y);
            BigInteger sumX = x.multiply(other.y).add(y.multiply(other.x));
            BigInteger sumY = y.multiply(other.y).add(x.multiply(other.x));
            return new Point(
                    sumX.multiply(BigInteger.ONE.add(product).modInverse(P)).mod(P),
                    sumY.multiply(BigInteger.ONE.subtract(product).modInverse(P))
                            .mod(P));
        }

        Point times(BigInteger scalar) {
            Point result = NEUTRAL;
            for (int i = scalar.bitLength() - 1; i >= 0; i--) {
                result = result.plus(result);
                if (scalar.testBit(i)) {
                    result = result.plus(this);
                }
            }
            return result;
        }

        String encoded() {
            byte[] bytes = littleEndian(x.testBit(0) ? y.setBit(255) : y);
            return HexFormat.of().formatHex(bytes);
        }
    }
}
