package io.nodenet.fact;

import org.jspecify.annotations.Nullable;

/**
 * A configured anchor at one instant.
 *
 * @param entry its NodeID and address
 * @param state what is being done about it
 * @param failures attempts that failed since the last edge
 * @param lastFailure why the last attempt failed, null before the first failure
 */
public record AnchorSnapshot(
        AnchorEntry entry,
        AnchorState state,
        int failures,
        @Nullable String lastFailure) {}
