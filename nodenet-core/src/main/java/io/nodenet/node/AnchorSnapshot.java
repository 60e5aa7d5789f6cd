package io.nodenet.node;

import io.nodenet.fact.AnchorEntry;
import org.jspecify.annotations.Nullable;

/**
 * A configured anchor at one instant.
 *
 * @param entry who and where it is
 * @param state what is being done: {@code idle}, {@code gated}, {@code resolving}, {@code dialing}, {@code connected}, {@code waiting}
 * @param failures attempts that failed since the last edge
 * @param lastFailure why the last attempt failed, null before the first failure
 */
public record AnchorSnapshot(
        AnchorEntry entry,
        String state,
        int failures,
        @Nullable String lastFailure) {}
