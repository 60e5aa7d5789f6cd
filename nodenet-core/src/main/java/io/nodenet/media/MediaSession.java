package io.nodenet.media;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * A real-time channel to one peer on a connection of its own: datagrams, which may be lost, and messages, which arrive whole or not at all
 * (docs/protocol/05). It is encrypted from end to end and proves the identity of the peer, as an edge does, but it is none: its end never
 * touches an edge, nor the end of an edge the session. Several sessions to one peer may live at a time: to take a better path open the
 * second, send on it, and close the first.
 *
 * <p>All methods may be called from any thread, and none blocks.
 */
public interface MediaSession extends AutoCloseable {
    /** The lowest channel of an application; those below belong to the protocol. */
    int MIN_CHANNEL = 16;

    /** The highest channel. */
    int MAX_CHANNEL = 255;

    /** The largest payload of a datagram in bytes, on a path that carries it. */
    int MAX_DATAGRAM_BYTES = 1200;

    /** The largest payload of a message in bytes. */
    int MAX_MESSAGE_BYTES = 65_536;

    /** Returns the peer. */
    NodeId peer();

    /** Returns whether this side opened the session. */
    boolean isOutbound();

    /** Returns how the connection reaches the peer: as the edge did when the session was opened. */
    PathKind path();

    /** Returns where the peer is: the address of a volunteer if the path is relayed. */
    Endpoint remoteEndpoint();

    /** Returns when the session was opened: monotonic nanoseconds of the clock that stamps what is received. */
    long openedNanos();

    /**
     * Sends a datagram: puts it into the send ring, which holds 64, from which it leaves as soon as congestion control lets it. What leaves may
     * be lost on the way.
     *
     * @param channel {@value #MIN_CHANNEL} to {@value #MAX_CHANNEL}
     * @param payload the bytes between position and limit are copied, 0 to {@link #maxDatagramSize}; the buffer is left as it is
     * @return {@link MediaSendResult#BACKPRESSURE} if the ring is full: the datagram is dropped and counted
     * @throws IllegalArgumentException if the channel is reserved or does not exist
     * @throws io.nodenet.PayloadTooLargeException if the datagram is larger than the path carries now; the message names the maximum
     */
    default MediaSendResult sendDatagram(int channel, ByteBuffer payload) {
        return sendDatagram(channel, payload, Duration.ZERO);
    }

    /**
     * Sends a datagram that is of no use after a while: if it has not left by then, it is dropped and counted, and gives way to newer ones
     * when the ring is full.
     *
     * @param lifetime how long it may wait, not negative; zero for as long as the session lives
     * @see #sendDatagram(int, ByteBuffer)
     */
    MediaSendResult sendDatagram(int channel, ByteBuffer payload, Duration lifetime);

    /**
     * Returns the largest payload of a datagram that the path carries now, at most {@value #MAX_DATAGRAM_BYTES} bytes. A session is opened as
     * soon as it is known whether the path carries the maximum.
     */
    int maxDatagramSize();

    /**
     * Sends a message reliably on a stream of its own. Completes when the connection has taken its last byte, which says nothing of its arrival.
     * Completes exceptionally with {@link io.nodenet.BackpressureException} if the message was abandoned, since it made no progress for a
     * second, the peer allowed no further stream for a second, the peer does not want it, or too many messages wait; the session lives on. Completes
     * exceptionally with {@link io.nodenet.ConnectionClosedException} if the session has ended. Cancelling the future ends the message, as long
     * as its last byte has not been taken: the peer then delivers nothing of it.
     *
     * @param channel {@value #MIN_CHANNEL} to {@value #MAX_CHANNEL}
     * @param payload the bytes between position and limit are copied, 0 to {@value #MAX_MESSAGE_BYTES}; the buffer is left as it is
     * @throws IllegalArgumentException if the channel is reserved or does not exist
     * @throws io.nodenet.PayloadTooLargeException if the message is larger
     */
    CompletableFuture<Void> sendMessage(int channel, ByteBuffer payload);

    /**
     * Sets the receiver, once. What has arrived before waits in the queues: 256 datagrams and 32 messages.
     *
     * @throws io.nodenet.NodeStateException if there is one, or a subscriber of {@link #frames}
     */
    void listen(MediaListener listener);

    /**
     * Returns what arrives as a publisher over the same bounded queues, for one subscriber: what it has not requested waits there. Completes
     * when the session has ended and what was received before has been requested. A subscriber that comes when there is a receiver already gets
     * {@code onError} with {@link io.nodenet.NodeStateException}. Each frame is a copy: a {@link MediaListener} costs less.
     */
    Flow.Publisher<MediaFrame> frames();

    /** Returns what completes, always normally, once the session has ended; on a thread of the media listeners, as the futures of messages do. */
    CompletableFuture<MediaCloseReason> closed();

    /** Returns the figures of the session; also after its end. */
    MediaStats stats();

    /** Closes the session at once: what waits to be sent is dropped and counted. Idempotent. */
    @Override
    void close();
}
