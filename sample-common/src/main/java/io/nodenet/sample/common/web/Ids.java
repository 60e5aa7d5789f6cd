package io.nodenet.sample.common.web;

import static io.nodenet.sample.common.RefusedException.Reason.INVALID;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.RefusedException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the ids that requests carry, and says what is wrong with them. */
public final class Ids {
    private static final int UUID_LENGTH = 36;

    private Ids() {}

    /**
     * Answers the NodeID that a text is.
     *
     * @throws RefusedException if it is none
     */
    public static NodeId node(@Nullable String text) {
        try {
            return NodeId.parse(text == null ? "" : text.strip());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(INVALID, "An id has 64 hexadecimal digits: copy it from the other side's page");
        }
    }

    /**
     * Answers the UUID that a text is.
     *
     * @throws RefusedException if it is none
     */
    public static UUID uuid(@Nullable String text) {
        try {
            if (text != null && text.length() == UUID_LENGTH) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            // the same answer as for a wrong length
        }
        throw new RefusedException(INVALID, "This id has to be a UUID");
    }
}
