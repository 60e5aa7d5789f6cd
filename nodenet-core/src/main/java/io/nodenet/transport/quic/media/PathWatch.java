package io.nodenet.transport.quic.media;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.util.concurrent.Future;
import io.nodenet.media.MediaSession;
import io.nodenet.media.PathFigures;
import io.nodenet.transport.media.MediaEnd;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.socket.QuicLanes;
import java.time.Duration;

/**
 * Looks at what the codec has measured of the path of a media session, and knows which datagrams fit it (docs/protocol/05, section 4). The loop
 * only.
 *
 * <p>A path is taken for one of 1,200-byte packets until the codec's first probe has come through, a round trip after the handshake: a session
 * is not ready before that, unless the probe has had the time.
 */
final class PathWatch {
    private static final int MAX_FRAME = 1 + MediaSession.MAX_DATAGRAM_BYTES;

    private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();
    private static final long MIN_PROBE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long MAX_PROBE_NANOS = Duration.ofSeconds(1).toNanos();

    /** A probe that is lost is known to be after this many round trips. */
    private static final int PROBE_ROUND_TRIPS = 3;

    private final QuicChannel quic;
    private final MediaEnd end;
    private final EventLoopNodeLoop loop;
    private final long sinceNanos;
    private final int overhead;
    private int maxFrame;
    private long roundTripNanos;

    /**
     * Begins to look at a path whose handshake is complete.
     *
     * @param largest the largest frame that the codec takes: whatever it has found out of the path, that of the largest packet which it may
     *     send. It drops silently what then does not fit the packet
     */
    PathWatch(QuicChannel quic, MediaEnd end, EventLoopNodeLoop loop, int largest) {
        this.overhead = QuicLanes.MAX_SEND_PAYLOAD - largest;
        this.quic = quic;
        this.end = end;
        this.loop = loop;
        this.sinceNanos = loop.nanos();
    }

    /** Looks again and again until the largest datagram fits, or the path has shown that it does not; then calls, in a turn of the loop. */
    void untilReady(Runnable ready) {
        look();
        long waitedNanos = loop.nanos() - sinceNanos;
        long limitNanos = Math.min(MAX_PROBE_NANOS, Math.max(MIN_PROBE_NANOS, PROBE_ROUND_TRIPS * roundTripNanos));
        if (maxFrame >= MAX_FRAME || waitedNanos >= limitNanos || !quic.isActive()) {
            ready.run();
        } else {
            loop.schedule(() -> untilReady(ready), LOOK_NANOS);
        }
    }

    /** Takes over what the codec has measured. */
    void look() {
        if (quic.isActive()) {
            quic.collectPathStats(0).addListener(this::measured);
        }
    }

    private void measured(Future<? super QuicConnectionPathStats> future) {
        if (!future.isSuccess() || !(future.getNow() instanceof QuicConnectionPathStats path)) {
            return;
        }
        roundTripNanos = path.rtt();
        maxFrame = (int) path.pmtu() - overhead;
        end.onMaxFrame(maxFrame);
        end.onFigures(new PathFigures(
                Duration.ofNanos(path.rtt()), path.cwnd(), path.sent(), path.lost(), path.recv(), (int) path.pmtu()));
    }
}
