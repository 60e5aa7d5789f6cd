package io.nodenet.transport.quic.edge;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionStats;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.quic.loop.Failures;
import io.nodenet.transport.quic.socket.LaneChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a QUIC connection without losing what was sent on its stream just before.
 *
 * <p>QUIC forgets a closed connection at once, and with it what the congestion window held back, the close itself included. The end of
 * a stream is repeated until it arrives, and the peer answers it with a close: so the stream is ended instead, and the connection
 * closed if no answer comes: at once when the peer is silent, in the end also when it is not. The loop only.
 */
final class Linger {
    /** How long the close waits for a packet of the peer. */
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How often it waits for one more, of a peer that is not silent: 5 s in all. */
    private static final int ROUNDS = 10;

    private final QuicChannel quic;
    private final NodeLoop loop;
    private final Runnable onOver;
    private NodeLoop.@Nullable Timer timer;
    private boolean begun;
    private int rounds;
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
        ((LaneChannel) quic.parent()).close(quic);
    }

    /**
     * Takes the next step: ends the stream, or closes the connection.
     *
     * @param stream the stream that something may have been sent on, or null if there is none
     * @param written whether all that was sent has been written to the stream
     * @param quiet whether nothing was written lately that may not have arrived, or it does not matter
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
            quic.collectStats().addListener(stats -> awaitMoreThan(received(stats)));
        }
        if (written && !stream.isOutputShutdown()) {
            Failures.log("end a stream", stream.shutdownOutput());
        }
    }

    private void awaitMoreThan(long heard) {
        if (over || !quic.isOpen()) {
            return;
        }
        timer = loop.schedule(
                () -> quic.collectStats().addListener(stats -> {
                    long received = received(stats);
                    if (received > heard && ++rounds < ROUNDS) {
                        awaitMoreThan(received);
                    } else {
                        end();
                    }
                }),
                SILENCE_NANOS);
    }

    /** Returns how many packets of the peer have come; none if the connection is gone. */
    private static long received(Future<? super QuicConnectionStats> stats) {
        return stats.isSuccess() && stats.getNow() instanceof QuicConnectionStats now ? now.recv() : 0;
    }

    /** Ends the wait: the peer has answered, or it had the time to. */
    void end() {
        over = true;
        forget();
        onOver.run();
    }

    /** Ends the wait of a connection that is gone, so that nothing is left of it on the loop. Idempotent. */
    void forget() {
        NodeLoop.Timer running = timer;
        if (running != null) {
            timer = null;
            running.cancel();
        }
    }
}
