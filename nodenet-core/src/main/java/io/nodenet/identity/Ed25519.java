package io.nodenet.identity;

import java.util.HexFormat;

/**
 * Checks Ed25519 signatures strictly (docs/protocol/01, section 2 and 04, section 4.3, [V]).
 *
 * <p>Beyond RFC 8032 it refuses public keys that are not canonically encoded and the eight points of small order, for which a
 * signature over every message can be written down without a secret. No honest node has such a key. Costs about 95 µs and
 * belongs off the loop. Thread-safe.
 */
public final class Ed25519 {
    /** Bytes of a public key. */
    public static final int KEY_LENGTH = 32;

    /** Bytes of a signature. */
    public static final int SIGNATURE_LENGTH = 64;

    private static final int SIGN_BYTE = KEY_LENGTH - 1;

    /** The field prime 2^255 - 19, little-endian: a canonical y is below it. */
    private static final byte[] PRIME = HexFormat.of().parseHex("ed" + "ff".repeat(30) + "7f");

    /**
     * The five y of the eight points of small order, little-endian: 1 (order 1), -1 (order 2), 0 (order 4, both signs of x), and two
     * of order 8 (both signs of x).
     */
    private static final byte[][] SMALL_ORDER_Y = {
        HexFormat.of().parseHex("01" + "00".repeat(31)),
        HexFormat.of().parseHex("ec" + "ff".repeat(30) + "7f"),
        new byte[KEY_LENGTH],
        HexFormat.of().parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        HexFormat.of().parseHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    };

    private Ed25519() {}

    /**
     * Returns whether a signature of a message is valid under a key. Bad bytes of any kind only make the answer false.
     *
     * @param key holds the 32 bytes of the public key at {@code keyOffset}
     * @param signature holds the 64 bytes of the signature at {@code signatureOffset}
     * @throws IndexOutOfBoundsException if a range is not inside its array, which is a mistake of the caller
     */
    public static boolean verify(
            byte[] key,
            int keyOffset,
            byte[] message,
            int messageOffset,
            int messageLength,
            byte[] signature,
            int signatureOffset) {
        return isAcceptableKey(key, keyOffset)
                && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                        signature, signatureOffset, key, keyOffset, message, messageOffset, messageLength);
    }

    /**
     * Returns whether the 32 bytes at {@code offset} are canonically encoded and not a point of small order. Cheap: does not decode the
     * point, so {@code true} does not say that it lies on the curve.
     */
    public static boolean isAcceptableKey(byte[] key, int offset) {
        if (!isBelowPrime(key, offset)) {
            return false;
        }
        for (byte[] y : SMALL_ORDER_Y) {
            if (hasY(key, offset, y)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBelowPrime(byte[] key, int offset) {
        for (int i = SIGN_BYTE; i >= 0; i--) {
            int digit = yByte(key, offset, i);
            int limit = PRIME[i] & 0xff;
            if (digit != limit) {
                return digit < limit;
            }
        }
        return false;
    }

    private static boolean hasY(byte[] key, int offset, byte[] y) {
        for (int i = 0; i < KEY_LENGTH; i++) {
            if (yByte(key, offset, i) != (y[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** Returns byte {@code index} of y; the sign of x in the top bit is masked out. */
    private static int yByte(byte[] key, int offset, int index) {
        int value = key[offset + index];
        return index == SIGN_BYTE ? value & 0x7f : value & 0xff;
    }
}
