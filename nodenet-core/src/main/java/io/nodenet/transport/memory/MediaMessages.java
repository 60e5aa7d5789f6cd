package io.nodenet.transport.memory;

import io.nodenet.transport.media.MediaEnd;
import io.nodenet.transport.media.OutboundMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The messages of one direction of a media session in memory, on their way: one waits at a relay or a NAT until it gets through, and a cut does
 * not keep it, since a short one would be repaired (docs/protocol/07, sections 3.1 and 4).
 */
final class MediaMessages {
    /** The most messages on their way: as many streams as a peer may have open. */
    static final int MAX_FLYING = 256;

    /** The most bytes of them, apart from the one that goes beyond. */
    static final int WINDOW_BYTES = 512 << 10;

    private static final long STALL_NANOS = Duration.ofSeconds(1).toNanos();

    /** When a message tries again to get through. */
    private static final long RETRY_NANOS = Duration.ofMillis(200).toNanos();

    private final HostScope local;
    private final Way way;
    private final MediaEnd source;
    private final Consumer<byte[]> sink;
    private final ArrayDeque<Message> flying = new ArrayDeque<>();
    private int flyingBytes;
    private long lastArrivalNanos;
    private long movedNanos;
    private boolean landing;
    private boolean watching;

    @SuppressWarnings("ArrayRecordComponent")
    private record Message(byte[] frame, long arrivalNanos) {}

    /**
     * Creates a direction on which nothing is.
     *
     * @param source has what is to be sent
     * @param sink takes what arrives, channel and payload
     */
    MediaMessages(HostScope local, Way way, MediaEnd source, Consumer<byte[]> sink) {
        this.local = local;
        this.way = way;
        this.source = source;
        this.sink = sink;
        this.lastArrivalNanos = local.now();
    }

    /** Returns when the last of them arrives, unless it has to wait on its way. */
    long lastArrivalNanos() {
        return lastArrivalNanos;
    }

    /** Takes the messages that have room on the way. */
    void pump() {
        long nowNanos = local.now();
        while (hasWindow()) {
            OutboundMessage message = source.nextMessage(nowNanos);
            if (message == null) {
                break;
            }
            way.use();
            if (flying.isEmpty()) {
                movedNanos = nowNanos;
            }
            lastArrivalNanos = Math.max(lastArrivalNanos, nowNanos + way.transitNanos());
            flying.add(new Message(message.frame(), lastArrivalNanos));
            flyingBytes += message.frame().length;
            message.sent();
        }
        land(0);
        watch();
    }

    private boolean hasWindow() {
        return flying.size() < MAX_FLYING && flyingBytes < WINDOW_BYTES;
    }

    private void land(long retryNanos) {
        Message first = flying.peek();
        if (first != null && !landing) {
            landing = true;
            local.time().schedule(this::landFirst, Math.max(retryNanos, first.arrivalNanos - local.now()));
        }
    }

    private void landFirst() {
        landing = false;
        Message first = flying.peek();
        if (first == null) {
            return;
        }
        long againNanos = way.passNanos(first.frame.length);
        if (againNanos > 0) {
            land(Math.min(againNanos, RETRY_NANOS));
            return;
        }
        flying.removeFirst();
        flyingBytes -= first.frame.length;
        movedNanos = local.now();
        sink.accept(first.frame);
        if (source.hasMessage()) {
            local.loop().execute(this::pump);
        }
        land(0);
    }

    /** Gives up what waits while nothing moves. */
    private void watch() {
        if (!watching && !hasWindow() && source.hasMessage()) {
            watching = true;
            local.loop().schedule(this::check, STALL_NANOS);
        }
    }

    private void check() {
        watching = false;
        long nowNanos = local.now();
        if (!hasWindow() && nowNanos - movedNanos >= STALL_NANOS) {
            OutboundMessage message = source.nextMessage(nowNanos);
            while (message != null) {
                message.stalled("The peer takes no further message");
                message = source.nextMessage(nowNanos);
            }
        }
        watch();
    }

    /** Drops what is on its way: nobody is there to take it. */
    void clear() {
        flying.clear();
        flyingBytes = 0;
    }
}
