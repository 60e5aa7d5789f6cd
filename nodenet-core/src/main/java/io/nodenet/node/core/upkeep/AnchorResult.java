package io.nodenet.node.core.upkeep;

/** What became of an anchor that was to be added. */
public enum AnchorResult {
    /** It is an anchor now, or was one already. */
    ADDED,
    /** There are as many anchors as may be. */
    FULL,
    /** Its NodeID is below the difficulty: no edge to it may ever be. */
    PROOF_OF_WORK,
    /** It is this node itself. */
    SELF
}
