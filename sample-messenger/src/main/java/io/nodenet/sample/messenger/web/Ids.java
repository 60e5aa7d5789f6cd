package io.nodenet.sample.messenger.web;

import static io.nodenet.sample.messenger.delivery.RefusedException.Reason.INVALID;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.messenger.delivery.RefusedException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the ids that requests carry, and says what is wrong with them. */
final class Ids {
    private static final int UUID_LENGTH = 36;

    private Ids() {}

    static NodeId node(@Nullable String text) {
        try {
            return NodeId.parse(text == null ? "" : text.strip());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(INVALID, "An id has 64 hexadecimal digits: copy it from the other side's page");
        }
    }

    static UUID message(@Nullable String text) {
        try {
            if (text != null && text.length() == UUID_LENGTH) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            // the same answer as for a wrong length
        }
        throw new RefusedException(INVALID, "The id of a message is a UUID");
    }
}
