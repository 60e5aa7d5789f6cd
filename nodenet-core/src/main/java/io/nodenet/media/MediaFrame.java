package io.nodenet.media;

/**
 * One datagram or message that was received, with a payload of its own.
 *
 * @param message whether it is a message; else a datagram
 * @param channel {@value MediaSession#MIN_CHANNEL} to {@value MediaSession#MAX_CHANNEL}
 * @param receivedNanos when it arrived: monotonic, of the clock of the node, which is {@link System#nanoTime} over QUIC
 * @param payload belongs to the receiver
 */
@SuppressWarnings("ArrayRecordComponent")
public record MediaFrame(boolean message, int channel, long receivedNanos, byte[] payload) {}
