package io.nodenet.node.core.upkeep;

import io.nodenet.fact.AnchorEntry;
import org.jspecify.annotations.Nullable;

/**
 * What is being done about an anchor.
 *
 * @param entry who and where it is
 * @param state what is under way
 * @param failures attempts that failed since the last edge
 * @param lastFailure why the last attempt failed, null before the first failure
 */
public record AnchorView(
        AnchorEntry entry,
        State state,
        int failures,
        @Nullable String lastFailure) {
    /** What is under way for an anchor. */
    public enum State {
        /** Nothing: not started yet, or left. */
        IDLE,
        /** The application is asked whether the edge may be. */
        GATED,
        /** Its name is being resolved. */
        RESOLVING,
        /** One of its addresses is being dialed. */
        DIALING,
        /** It has an edge. */
        CONNECTED,
        /** It will be dialed again later. */
        WAITING
    }
}
