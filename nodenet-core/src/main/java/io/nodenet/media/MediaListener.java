package io.nodenet.media;

import io.nodenet.fact.MediaCloseReason;
import java.nio.ByteBuffer;

/**
 * Receives what comes over a {@link MediaSession}. Called on threads of the node that are for media alone, one call of a session at a time; what a method
 * throws is logged. While it runs, datagrams and messages wait in the bounded queues of the session, and the newest is dropped and counted when they
 * are full.
 */
public interface MediaListener {
    /**
     * A datagram arrived. Datagrams may be lost, repeated or overtaken by later ones.
     *
     * @param channel {@value MediaSession#MIN_CHANNEL} to {@value MediaSession#MAX_CHANNEL}
     * @param payload 0 to {@value MediaSession#MAX_DATAGRAM_BYTES} readable bytes; lent: valid until the method returns, to be copied if kept
     * @param receivedNanos when it was taken from the connection: monotonic nanoseconds of the node's clock, for differences only
     */
    void onDatagram(int channel, ByteBuffer payload, long receivedNanos);

    /**
     * A message arrived whole. Messages do not wait for each other, so they may overtake each other.
     *
     * @param payload 0 to {@value MediaSession#MAX_MESSAGE_BYTES} readable bytes; lent as a datagram is
     */
    default void onMessage(int channel, ByteBuffer payload, long receivedNanos) {}

    /** A datagram was refused, and now half of the send ring is free. */
    default void onRoom() {}

    /**
     * The path takes datagrams of another size than before.
     *
     * @param bytes what {@link MediaSession#maxDatagramSize} answers from now on
     */
    default void onMaxDatagramSize(int bytes) {}

    /** The session has ended; the last call, after everything that was received before. */
    default void onClosed(MediaCloseReason reason) {}
}
