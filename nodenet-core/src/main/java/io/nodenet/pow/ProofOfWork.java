package io.nodenet.pow;

import io.nodenet.kad.NodeId;

/**
 * Judges whether a NodeID has done the work that a network demands (docs/protocol/01, section 3, [V]).
 *
 * <p>Only an ID that was bound to its key proves anything: anybody can write down 32 bytes that start with zeros. Thread-safe.
 */
public final class ProofOfWork {
    /** The difficulty of production networks: 16 leading zero bits, about a second of one core. */
    public static final int DEFAULT_DIFFICULTY = 16;

    /** The largest difficulty that an ID can satisfy. */
    public static final int MAX_DIFFICULTY = NodeId.BITS;

    private ProofOfWork() {}

    /** Returns whether an ID has at least {@code difficulty} leading zero bits: any has 0 or fewer, none has more than 256. */
    public static boolean satisfies(NodeId id, int difficulty) {
        return id.leadingZeroBits() >= difficulty;
    }
}
