package io.nodenet.pow;

import io.nodenet.identity.Blake2b256;
import io.nodenet.identity.Identity;
import io.nodenet.identity.SigningKeyDeriver;
import io.nodenet.kad.NodeId;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Derives the NodeIDs of {@value #SIZE} seeds at a time, by the shortest way: the Ed25519 branch only (docs/protocol/01, section 2).
 *
 * <p>Answers the same as {@code Identity.fromSeed(seed).nodeId()}, but takes a time that depends on the seeds: for the search, never
 * for the seed of an identity that is in use. Not thread-safe: each searching thread has its own.
 */
public final class NodeIdBatch {
    /** Seeds of a batch. */
    public static final int SIZE = 64;

    private static final String SHA_512 = "SHA-512";

    private final SigningKeyDeriver deriver = new SigningKeyDeriver();
    private final MessageDigest sha512 = sha512();
    private final Blake2b256 blake2b = new Blake2b256();
    private final PublicKeyBatch keys = new PublicKeyBatch(SIZE);

    /** The SHA-512 of a private key, the first half of which becomes the scalar. */
    private final byte[] expanded = new byte[64];

    private final byte[] bytes = new byte[NodeId.LENGTH];

    /** Creates a batch; it waits for the table that all share, which takes up to 40 ms if there was no search before. */
    public NodeIdBatch() {}

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance(SHA_512);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + SHA_512, e);
        }
    }

    /**
     * Takes the place of the batch before.
     *
     * @param seeds {@value #SIZE} seeds of 32 bytes, one after the other
     * @throws IllegalArgumentException if there are not as many
     */
    public void derive(byte[] seeds) {
        if (seeds.length != SIZE * Identity.SEED_LENGTH) {
            throw new IllegalArgumentException(
                    "A batch has " + SIZE * Identity.SEED_LENGTH + " bytes, not " + seeds.length);
        }
        for (int i = 0; i < SIZE; i++) {
            deriver.derive(seeds, i * Identity.SEED_LENGTH, bytes, 0);
            expandToScalar();
            keys.setScalar(i, expanded);
        }
        keys.multiply();
    }

    /** Makes a private key the scalar that RFC 8032, section 5.1.5, tells. */
    private void expandToScalar() {
        sha512.update(bytes);
        try {
            sha512.digest(expanded, 0, expanded.length);
        } catch (DigestException e) {
            throw new IllegalStateException(e); // there is room
        }
        expanded[0] &= (byte) 0xf8;
        expanded[31] = (byte) (expanded[31] & 0x7f | 0x40);
    }

    /** Returns the NodeID of one of the seeds. */
    public NodeId nodeId(int index) {
        keys.encode(index, bytes, 0);
        blake2b.update(bytes).digest(bytes, 0);
        return NodeId.of(bytes, 0);
    }

    /** Forgets what was derived. */
    public void wipe() {
        keys.wipe();
        Arrays.fill(expanded, (byte) 0);
        Arrays.fill(bytes, (byte) 0);
    }
}
