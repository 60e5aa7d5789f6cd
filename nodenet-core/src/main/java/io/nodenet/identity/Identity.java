package io.nodenet.identity;

import io.nodenet.kad.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * A node's secret and all that is derived from it: an Ed25519 key that signs and names the node, and an X25519 key for agreements
 * (docs/protocol/01, section 2, [C]).
 *
 * <p>Thread-safe. The secret leaves it by {@link #seed()} only. After {@link #destroy()} every use of the secret fails with
 * {@link IllegalStateException}; the public half stays readable.
 */
public final class Identity implements Destroyable {
    /** Bytes of the master seed, the one thing worth keeping. */
    public static final int SEED_LENGTH = 32;

    /** Bytes of an X25519 key, and of an agreed secret. */
    public static final int EXCHANGE_LENGTH = X25519.POINT_SIZE;

    static final String SIGNING_LABEL = "nodenet/v1/identity-ed25519";
    static final String EXCHANGE_LABEL = "nodenet/v1/kex-x25519";

    private final byte[] seed;
    private final byte[] signingKey;
    private final byte[] exchangeScalar;
    private final byte[] publicKey = new byte[Ed25519.KEY_LENGTH];
    private final byte[] exchangeKey = new byte[EXCHANGE_LENGTH];
    private final NodeId nodeId;
    private final boolean isNew;
    private volatile boolean destroyed;

    private Identity(byte[] seed, boolean isNew) {
        this.isNew = isNew;
        this.seed = seed;
        this.signingKey = derive(seed, SIGNING_LABEL);
        this.exchangeScalar = derive(seed, EXCHANGE_LABEL);
        org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(signingKey, 0, publicKey, 0);
        X25519.generatePublicKey(exchangeScalar, 0, exchangeKey, 0);
        this.nodeId = KeyHash.nodeIdOf(publicKey, 0);
    }

    /**
     * Derives the identity of a seed, which is copied.
     *
     * @throws IllegalArgumentException if there are not exactly 32 bytes
     */
    public static Identity fromSeed(byte[] seed) {
        return of(seed, false);
    }

    /**
     * Derives the identity of a seed that was drawn in this process and is used for the first time; the seed is copied.
     *
     * @throws IllegalArgumentException if there are not exactly 32 bytes
     */
    public static Identity fromNewSeed(byte[] seed) {
        return of(seed, true);
    }

    private static Identity of(byte[] seed, boolean isNew) {
        if (seed.length != SEED_LENGTH) {
            throw new IllegalArgumentException("A seed has 32 bytes, not " + seed.length);
        }
        return new Identity(seed.clone(), isNew);
    }

    /** Makes a new identity from the system's secure random source; it satisfies no difficulty in particular. */
    public static Identity generate() {
        byte[] seed = new byte[SEED_LENGTH];
        new SecureRandom().nextBytes(seed);
        return new Identity(seed, true);
    }

    private static byte[] derive(byte[] seed, String label) {
        HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(seed, null, label.getBytes(StandardCharsets.US_ASCII)));
        byte[] derived = new byte[SEED_LENGTH];
        generator.generateBytes(derived, 0, derived.length);
        return derived;
    }

    /** Returns the name of the node: the BLAKE2b-256 hash of its Ed25519 key. */
    public NodeId nodeId() {
        return nodeId;
    }

    /** Returns whether this identity was made in this process, so that no peer can hold a connection of an earlier one. */
    public boolean isNew() {
        return isNew;
    }

    /** Returns a copy of the Ed25519 public key, 32 bytes. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** Returns a copy of the X25519 public key, 32 bytes; peers trust it only under a signature of this identity. */
    public byte[] exchangeKey() {
        return exchangeKey.clone();
    }

    /**
     * Signs a message with plain Ed25519; deterministic, about 35 µs.
     *
     * <p>Never sign bytes that somebody else chose: the same key proves the identity in TLS (docs/protocol/04, W4-1).
     *
     * @return a fresh array with the 64 bytes of the signature
     * @throws IllegalStateException if this identity is destroyed
     */
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_LENGTH];
        org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
                signingKey, 0, publicKey, 0, message, 0, message.length, signature, 0);
        requireLive();
        return signature;
    }

    /**
     * Agrees on a secret with the owner of an X25519 key.
     *
     * @param peerKey holds the 32 bytes of the peer's key at {@code peerKeyOffset}
     * @param secret receives the 32 bytes of the raw shared secret at {@code secretOffset}
     * @return false if the peer's key is of low order and the secret therefore all zero [V]; it must not be used then
     * @throws IllegalStateException if this identity is destroyed
     */
    public boolean agree(byte[] peerKey, int peerKeyOffset, byte[] secret, int secretOffset) {
        boolean agreed = X25519.calculateAgreement(exchangeScalar, 0, peerKey, peerKeyOffset, secret, secretOffset);
        requireLive();
        return agreed;
    }

    /**
     * Returns a copy of the master seed, 32 bytes; the caller wipes it after use.
     *
     * @throws IllegalStateException if this identity is destroyed
     */
    public byte[] seed() {
        byte[] copy = seed.clone();
        requireLive();
        return copy;
    }

    /** Checked after the secret was read: what was computed from a half-wiped secret is never handed out. */
    private void requireLive() {
        if (destroyed) {
            throw new IllegalStateException("The identity " + nodeId.shortText() + " is destroyed");
        }
    }

    /** Wipes the secret. Idempotent. */
    @Override
    public void destroy() {
        destroyed = true;
        Arrays.fill(seed, (byte) 0);
        Arrays.fill(signingKey, (byte) 0);
        Arrays.fill(exchangeScalar, (byte) 0);
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    /** Returns the text of the NodeID; never the secret. */
    @Override
    public String toString() {
        return "Identity[" + nodeId + ']';
    }
}
