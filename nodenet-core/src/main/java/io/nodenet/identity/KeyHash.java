package io.nodenet.identity;

import io.nodenet.kad.NodeId;

/** Turns an Ed25519 public key into the NodeID of its owner: {@code BLAKE2b-256(key)} (docs/protocol/01, section 1, [C]). */
public final class KeyHash {
    private KeyHash() {}

    /** Returns the NodeID of a key of exactly 32 bytes. Any thread. */
    public static NodeId nodeIdOf(byte[] key) {
        if (key.length != Ed25519.KEY_LENGTH) {
            throw new IllegalArgumentException("An Ed25519 public key has 32 bytes, not " + key.length);
        }
        return nodeIdOf(key, 0);
    }

    /**
     * Returns the NodeID of the 32 key bytes at {@code offset}; whoever asks often uses a {@link NodeIdCache}. Any thread.
     *
     * @throws IndexOutOfBoundsException if fewer than 32 bytes follow
     */
    public static NodeId nodeIdOf(byte[] key, int offset) {
        return NodeId.of(
                new Blake2b256().update(key, offset, Ed25519.KEY_LENGTH).digest());
    }
}
