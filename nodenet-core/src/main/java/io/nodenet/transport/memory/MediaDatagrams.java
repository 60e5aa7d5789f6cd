package io.nodenet.transport.memory;

import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaSession;
import io.nodenet.transport.media.MediaEnd;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of one direction of a media session in memory, on their way: in order, apart from those that are held back; what does not get
 * through is lost (docs/protocol/07, sections 4 and 5).
 */
final class MediaDatagrams {
    /** The most datagrams that wait for the bottleneck of their link; those behind them wait in the send ring. */
    static final int MAX_QUEUED = 64;

    /** The most datagrams on their way. */
    static final int MAX_FLYING = 4096;

    private static final int LARGEST_FRAME = 1 + MediaSession.MAX_DATAGRAM_BYTES;

    private final HostScope local;
    private final NodeId remoteId;
    private final Way way;
    private final MediaEnd source;
    private final HeldBack<Datagram> reorder;
    private final MediaEnd.FrameSink sink = this::send;
    /** When the datagrams that wait for the bottleneck will be through, in order. */
    private final ArrayDeque<Long> departures = new ArrayDeque<>();

    private int flying;
    private long lastArrivalNanos;
    private boolean departureTimer;

    @SuppressWarnings("ArrayRecordComponent")
    private record Datagram(byte[] frame, MediaLinkProfile profile) {}

    /**
     * Creates a direction on which nothing is.
     *
     * @param source has what is to be sent
     * @param sink takes what arrives, channel and payload
     */
    MediaDatagrams(HostScope local, NodeId remoteId, Way way, MediaEnd source, Consumer<byte[]> sink) {
        this.local = local;
        this.remoteId = remoteId;
        this.way = way;
        this.source = source;
        this.reorder = new HeldBack<>(datagram -> sink.accept(datagram.frame));
        this.lastArrivalNanos = local.now();
    }

    private @Nullable MediaLinkModel link() {
        return local.links().media(local.id(), remoteId);
    }

    /** Returns the largest frame that the link carries. */
    int maxFrame() {
        MediaLinkModel link = link();
        int most = link == null ? 0 : link.profile().maxFrameBytes();
        return most == 0 ? LARGEST_FRAME : Math.min(most, LARGEST_FRAME);
    }

    /** Returns when the last of them arrives. */
    long lastArrivalNanos() {
        return lastArrivalNanos;
    }

    /** Takes from the send ring what the link takes in now. */
    void pump() {
        long nowNanos = local.now();
        while (!departures.isEmpty() && departures.getFirst() <= nowNanos) {
            departures.removeFirst();
        }
        boolean more = true;
        while (more && departures.size() < MAX_QUEUED && flying < MAX_FLYING) {
            more = source.nextFrame(sink, nowNanos);
        }
        if (departures.size() == MAX_QUEUED && !departureTimer) {
            departureTimer = true;
            local.loop().schedule(this::onDeparture, departures.getFirst() - nowNanos);
        }
    }

    private void onDeparture() {
        departureTimer = false;
        pump();
    }

    private void send(byte[] frame, int length) {
        way.use();
        MediaLinkModel link = link();
        long nowNanos = local.now();
        if (link == null) {
            launch(new Datagram(Arrays.copyOf(frame, length), MediaLinkProfile.CLEAR), nowNanos);
            return;
        }
        switch (link.send(length, nowNanos)) {
            case DELIVERED -> {
                if (link.queuedNanos() > 0) {
                    departures.add(nowNanos + link.queuedNanos());
                }
                launch(new Datagram(Arrays.copyOf(frame, length), link.profile()), nowNanos + link.delayNanos());
            }
            case TOO_LARGE -> source.counters().increment(MediaCounter.TX_DROPPED_SEND);
            case LOST -> {
                // nobody notices
            }
        }
    }

    private void launch(Datagram datagram, long leavesNanos) {
        flying++;
        lastArrivalNanos = Math.max(lastArrivalNanos, leavesNanos + way.transitNanos());
        local.time().schedule(() -> land(datagram), lastArrivalNanos - local.now());
    }

    private void land(Datagram datagram) {
        flying--;
        if (!way.isCut() && way.carriesDatagram(datagram.frame.length)) {
            reorder.arrive(datagram, datagram.profile);
        }
        if (flying == MAX_FLYING - 1) {
            local.loop().execute(this::pump);
        }
    }
}
