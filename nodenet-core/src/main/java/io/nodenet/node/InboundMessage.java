package io.nodenet.node;

import io.nodenet.kad.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * A message for the application; its originator is authenticated whatever the path.
 *
 * <p>Immutable as long as nobody changes the array that {@link #payload} answers.
 */
public final class InboundMessage {
    private final NodeId originator;
    private final MessagePath path;
    private final Instant receivedAt;
    private final byte[] payload;

    /** Makes a message; applications do so in their tests only. */
    public InboundMessage(NodeId originator, MessagePath path, Instant receivedAt, byte[] payload) {
        this.originator = originator;
        this.path = path;
        this.receivedAt = receivedAt;
        this.payload = payload;
    }

    /** Returns who sent the message. */
    public NodeId originator() {
        return originator;
    }

    public MessagePath path() {
        return path;
    }

    /** Returns when the node took the message in, by its own clock. */
    public Instant receivedAt() {
        return receivedAt;
    }

    /** Returns the bytes of the message, 0 to 65,531 of them; the array is this message's own and is not copied. */
    public byte[] payload() {
        return payload;
    }

    /** Returns the bytes read as UTF-8. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Compares originator, path and payload. */
    @Override
    public boolean equals(Object object) {
        return object instanceof InboundMessage other
                && originator.equals(other.originator)
                && path == other.path
                && Arrays.equals(payload, other.payload);
    }

    @Override
    public int hashCode() {
        return 31 * originator.hashCode() + Arrays.hashCode(payload);
    }

    /** Names originator, path and size, never the payload. */
    @Override
    public String toString() {
        return payload.length + " bytes from " + originator.shortText() + ", " + path;
    }
}
