package io.nodenet.transport.memory;

import io.netty.buffer.Unpooled;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.SharedCounters;
import io.nodenet.transport.media.InboundMessage;
import io.nodenet.transport.media.MediaCloseCode;
import io.nodenet.transport.media.MediaEnd;
import io.nodenet.transport.media.MediaLink;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a media session in memory: knows whether the path to the other end lives, and how either side ends it (docs/protocol/07, section
 * 3.1). A session whose path is dead for 10 seconds ends.
 */
final class MemoryMediaLink implements MediaLink {
    static final long DEAD_NANOS = Duration.ofSeconds(10).toNanos();

    /** After a path was mended, its opener gets this long until a frame of it must have come. */
    private static final long MENDED_NANOS = Duration.ofSeconds(4).toNanos();

    private static final int PROBE_BYTES = 40;

    private final HostScope local;
    private final Way way;
    private final boolean outbound;
    private final Consumer<MemoryMediaLink> onEnd;
    private final MediaEnd end;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final MediaDatagrams datagrams;
    private final MediaMessages messages;
    private @Nullable MemoryMediaLink peer;
    private long mendedNanos;
    private long darkNanos;
    private boolean dark;
    private boolean open = true;

    /**
     * Creates one end, to be joined to the other.
     *
     * @param totals the counters of all sessions of the host
     * @param onEnd called when this end has ended
     */
    MemoryMediaLink(
            HostScope local,
            NodeId remoteId,
            Way way,
            boolean outbound,
            SharedCounters<MediaCounter> totals,
            Consumer<MemoryMediaLink> onEnd) {
        this.local = local;
        this.way = way;
        this.outbound = outbound;
        this.onEnd = onEnd;
        this.mendedNanos = local.now();
        this.end = new MediaEnd(new MediaEnd.Setup(remoteId, outbound, way::remote, local.clock(), totals, true), this);
        this.datagrams =
                new MediaDatagrams(local, remoteId, way, end, frame -> toPeer(other -> other.takeDatagram(frame)));
        this.messages = new MediaMessages(local, way, end, frame -> toPeer(other -> other.takeMessage(frame)));
    }

    private void toPeer(Consumer<MemoryMediaLink> frame) {
        if (peer != null) {
            frame.accept(peer);
        }
    }

    /** Joins this end to the other one, and finds out what the path carries. */
    void joinTo(MemoryMediaLink other) {
        peer = other;
        end.onMaxFrame(datagrams.maxFrame());
    }

    MediaEnd end() {
        return end;
    }

    /** Returns where the peer is seen. */
    Way way() {
        return way;
    }

    boolean isOutbound() {
        return outbound;
    }

    @Override
    public void wake() {
        if (!woken.getAndSet(true)) {
            local.later(this::pump);
        }
    }

    private void pump() {
        woken.set(false);
        if (open) {
            datagrams.pump();
            messages.pump();
        }
    }

    private void takeDatagram(byte[] frame) {
        if (open) {
            way.acknowledge();
            long nowNanos = local.now();
            local.loop().run(() -> {
                end.onDatagram(Unpooled.wrappedBuffer(frame), nowNanos, nowNanos);
                end.endBurst();
            });
        }
    }

    private void takeMessage(byte[] frame) {
        if (open) {
            way.acknowledge();
            local.loop().run(() -> receiveMessage(frame, local.now()));
        }
    }

    private void receiveMessage(byte[] frame, long nowNanos) {
        InboundMessage message = end.onMessage(nowNanos);
        if (message != null && message.onBytes(Unpooled.wrappedBuffer(frame), nowNanos)) {
            message.onFin(nowNanos);
        }
    }

    /** Does what is due, once a second. */
    void tick() {
        long nowNanos = local.now();
        end.onMaxFrame(datagrams.maxFrame());
        if (isAlive()) {
            if (dark) {
                dark = false;
                mendedNanos = nowNanos;
            }
            if (outbound || nowNanos - mendedNanos >= MENDED_NANOS) {
                end.tick(nowNanos);
            }
        } else if (!dark) {
            dark = true;
            darkNanos = nowNanos;
        } else if (nowNanos - darkNanos >= DEAD_NANOS) {
            finish(MediaCloseReason.PATH_DIED);
        }
    }

    /** Returns whether packets get to the peer and back; the opener keeps the NATs on the way open, as by the pings of QUIC. */
    private boolean isAlive() {
        MemoryMediaLink other = peer;
        if (outbound) {
            way.use();
        }
        return other != null
                && other.open
                && !way.isCut()
                && !other.way.isCut()
                && way.carriesDatagram(PROBE_BYTES)
                && other.way.carriesDatagram(PROBE_BYTES);
    }

    @Override
    public void close(MediaCloseReason reason) {
        if (!closing.getAndSet(true)) {
            local.later(() -> closeNow(reason));
        }
    }

    /** Ends this end and tells the peer. */
    void closeNow(MediaCloseReason reason) {
        if (open) {
            finish(reason);
            tellPeer(reason);
        }
    }

    /** Refuses the session before the listener of this side is told of it. */
    void refuse(MediaCloseReason reason) {
        open = false;
        onEnd.accept(this);
        tellPeer(reason);
    }

    /** The peer learns of it behind what was sent, unless the direction is cut then: nothing repeats it. */
    private void tellPeer(MediaCloseReason reason) {
        long arrivalNanos = Math.max(datagrams.lastArrivalNanos(), messages.lastArrivalNanos());
        arrivalNanos = Math.max(arrivalNanos, local.now() + way.transitNanos());
        local.time()
                .schedule(
                        () -> {
                            MemoryMediaLink other = peer;
                            if (other != null && !way.isCut() && way.carriesFarewell()) {
                                other.closedByPeer(MediaCloseCode.of(reason));
                            }
                        },
                        arrivalNanos - local.now());
    }

    private void closedByPeer(int code) {
        finish(end.closedByPeer(code, local.now()));
    }

    /** Ends this end without a word; its listener is told in a later turn. */
    void finish(MediaCloseReason reason) {
        if (open) {
            open = false;
            onEnd.accept(this);
            if (peer != null) {
                peer.messages.clear();
            }
            local.loop().execute(() -> {
                end.ended(reason, 0);
                local.listener().onMediaClosed(end, reason);
            });
        }
    }
}
