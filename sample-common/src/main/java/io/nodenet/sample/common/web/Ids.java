package io.nodenet.sample.common.web;

import static io.nodenet.sample.common.RefusedException.Reason.INVALID;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.RefusedException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Parses the ids in requests, with errors for the user. */
public final class Ids {
    private static final int UUID_LENGTH = 36;

    private Ids() {}

    /**
     * Returns the NodeID in a text.
     *
     * @throws RefusedException if the text is not one
     */
    public static NodeId node(@Nullable String text) {
        try {
            return NodeId.parse(text == null ? "" : text.strip());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    INVALID, "An id must have 64 hexadecimal digits: copy it from the other side's page");
        }
    }

    /**
     * Returns the UUID in a text.
     *
     * @throws RefusedException if the text is not one
     */
    public static UUID uuid(@Nullable String text) {
        try {
            if (text != null && text.length() == UUID_LENGTH) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            // the same answer as for a wrong length
        }
        throw new RefusedException(INVALID, "This id must be a UUID");
    }
}
