package io.nodenet.transport.quic.edge;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.quic.loop.Failures;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a QUIC connection without losing what was sent on its stream just before.
 *
 * <p>QUIC forgets a closed connection at once, and with it what the congestion window held back, the close itself included. The end of
 * a stream is repeated until it arrives, and the peer answers it with a close: so the stream is ended instead, and the connection
 * closed if no answer comes. The loop only.
 */
final class Linger {
    /** How long the close waits for the peer's. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final QuicChannel quic;
    private final NodeLoop loop;
    private final Runnable onOver;
    private boolean begun;
    private boolean over;

    /**
     * Creates the close of a connection.
     *
     * @param onOver has {@link #advance} called again, because there is no more to wait for
     */
    Linger(QuicChannel quic, NodeLoop loop, Runnable onOver) {
        this.quic = quic;
        this.loop = loop;
        this.onOver = onOver;
    }

    /** Closes a QUIC connection with application code 0 and an empty reason, whatever may be lost. */
    static void closeAtOnce(QuicChannel quic) {
        Failures.log("send a close", quic.close(true, 0, Unpooled.EMPTY_BUFFER));
    }

    /**
     * Takes the next step: ends the stream, or closes the connection.
     *
     * @param stream the stream that something may have been sent on, or null if there is none
     * @param written whether all that was sent has been written to the stream
     * @param quiet whether so little was written lately that the network holds none of it back
     */
    void advance(@Nullable QuicStreamChannel stream, boolean written, boolean quiet) {
        if (!quic.isOpen()) {
            return;
        }
        if (over || stream == null || quiet) {
            closeAtOnce(quic);
            return;
        }
        if (!begun) {
            begun = true;
            loop.schedule(this::end, LINGER_NANOS);
        }
        if (written && !stream.isOutputShutdown()) {
            Failures.log("end a stream", stream.shutdownOutput());
        }
    }

    /** Ends the wait: the peer has answered, or it had the time to. */
    void end() {
        over = true;
        onOver.run();
    }
}
