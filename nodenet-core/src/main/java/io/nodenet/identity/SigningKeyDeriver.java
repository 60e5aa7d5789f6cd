package io.nodenet.identity;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives the private Ed25519 keys of many seeds, as {@link Identity} does for one (docs/protocol/01, section 2).
 *
 * <p>Takes a quarter of the time, by the JDK's SHA-256. Not thread-safe: each searching thread has its own.
 */
public final class SigningKeyDeriver {
    /** Bytes of a private key. */
    public static final int KEY_LENGTH = 32;

    private static final String HMAC = "HmacSHA256";
    private static final byte[] INFO = (Identity.SIGNING_LABEL + '\1').getBytes(StandardCharsets.US_ASCII);

    private final Mac extract = hmac();
    private final Mac expand = hmac();

    public SigningKeyDeriver() {
        init(extract, new byte[KEY_LENGTH]);
    }

    /**
     * Writes the 32 bytes of the private key of the 32 bytes of a seed.
     *
     * @throws IndexOutOfBoundsException if fewer than 32 bytes follow one of the offsets
     */
    public void derive(byte[] seeds, int seedOffset, byte[] key, int keyOffset) {
        Objects.checkFromIndexSize(seedOffset, Identity.SEED_LENGTH, seeds.length);
        Objects.checkFromIndexSize(keyOffset, KEY_LENGTH, key.length);
        extract.update(seeds, seedOffset, Identity.SEED_LENGTH);
        init(expand, extract.doFinal());
        expand.update(INFO);
        try {
            expand.doFinal(key, keyOffset);
        } catch (ShortBufferException e) {
            throw new IllegalStateException(e); // there is room
        }
    }

    private static Mac hmac() {
        try {
            return Mac.getInstance(HMAC);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + HMAC, e);
        }
    }

    private static void init(Mac mac, byte[] key) {
        try {
            mac.init(new SecretKeySpec(key, HMAC));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(HMAC + " takes every key of 32 bytes", e);
        }
    }
}
