package io.nodenet.identity;

import io.nodenet.kad.NodeId;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Derives the NodeIDs of many seeds by the shortest way: the Ed25519 branch only, with digests that are reused (docs/protocol/01,
 * section 2).
 *
 * <p>Answers the same as {@code Identity.fromSeed(seed).nodeId()}. Not thread-safe: each searching thread has its own.
 */
public final class NodeIdDeriver {
    private static final byte[] INFO = (Identity.SIGNING_LABEL + '\1').getBytes(StandardCharsets.US_ASCII);

    private final HMac extract = new HMac(new SHA256Digest());
    private final HMac expand = new HMac(new SHA256Digest());
    private final Blake2b256 hash = new Blake2b256();
    private final byte[] key = new byte[Identity.SEED_LENGTH];
    private final byte[] digest = new byte[Blake2b256.LENGTH];

    public NodeIdDeriver() {
        extract.init(new KeyParameter(new byte[Identity.SEED_LENGTH]));
    }

    /**
     * Answers the NodeID of the 32 bytes of a seed at {@code offset}.
     *
     * @throws IndexOutOfBoundsException if fewer than 32 bytes follow
     */
    public NodeId nodeIdOf(byte[] seeds, int offset) {
        extract.update(seeds, offset, Identity.SEED_LENGTH);
        extract.doFinal(key, 0);
        expand.init(new KeyParameter(key));
        expand.update(INFO, 0, INFO.length);
        expand.doFinal(key, 0);
        org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(key, 0, key, 0);
        hash.update(key, 0, key.length).digest(digest, 0);
        return NodeId.of(digest, 0);
    }
}
