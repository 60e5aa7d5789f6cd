package io.nodenet.identity;

import org.bouncycastle.crypto.macs.SipHash128;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Hashes to 128 bits under a secret, so that strangers can neither make two inputs collide nor aim at a slot of a table (SipHash-2-4 with
 * 128 bits). Not thread-safe.
 */
public final class SecretHash {
    /** Bytes of the secret. */
    public static final int KEY_LENGTH = 16;

    private final SipHash128 hash = new SipHash128();
    private final byte[] digest = new byte[16];

    /**
     * Creates a hash.
     *
     * @param key {@value #KEY_LENGTH} bytes that strangers do not know
     */
    public SecretHash(byte[] key) {
        hash.init(new KeyParameter(key));
    }

    /** Appends a range of an array. */
    public SecretHash update(byte[] part, int offset, int length) {
        hash.update(part, offset, length);
        return this;
    }

    /** Ends the input; {@link #high} and {@link #low} then return its hash, and the next input begins. */
    public void finish() {
        hash.doFinal(digest, 0);
    }

    /** Returns the first 64 bits of the last input's hash. */
    public long high() {
        return word(0);
    }

    /** Returns the last 64 bits of the last input's hash. */
    public long low() {
        return word(8);
    }

    private long word(int at) {
        long word = 0;
        for (int i = at; i < at + 8; i++) {
            word = word << 8 | digest[i] & 0xff;
        }
        return word;
    }
}
