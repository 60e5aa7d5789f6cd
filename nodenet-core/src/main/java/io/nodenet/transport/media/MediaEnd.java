package io.nodenet.transport.media;

import io.netty.buffer.ByteBuf;
import io.nodenet.BackpressureException;
import io.nodenet.PayloadTooLargeException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaFrame;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.media.MediaStats;
import io.nodenet.media.PathFigures;
import io.nodenet.metrics.SharedCounters;
import io.nodenet.transport.MediaConnection;
import io.nodenet.transport.TimeSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One end of a media session: what the application, the node and the transport see of it.
 *
 * <p>The application's methods may be called from any thread; those of the node and of the transport belong to the loop.
 */
public final class MediaEnd implements MediaSession, MediaConnection {
    /** The most datagrams that wait to be sent. */
    static final int SEND_RING = 64;

    /** A datagram that may wait longer lives as long as the session. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int HEARTBEAT_CHANNEL = 0;

    private final Setup setup;
    private final MediaLink link;
    private final SharedCounters<MediaCounter> counters;
    private final FrameRing ring = new FrameRing(SEND_RING);
    private final Inbox inbox = new Inbox();
    private final OutboundMessages messages = new OutboundMessages(inbox::execute);
    private final ReceiveBudget budget;
    private final MessageIntake intake;
    private final Liveness liveness;
    private final CompletableFuture<MediaCloseReason> closed = new CompletableFuture<>();
    private final long openedNanos;
    private volatile int maxDatagram;
    private volatile boolean refused;
    private volatile boolean ended;
    private volatile PathKind path = PathKind.DIRECT;
    private volatile PathFigures figures = PathFigures.NONE;

    /**
     * What a session is made of.
     *
     * @param remote where the peer is now
     * @param time the clocks of the loop; any thread
     * @param totals the counters of all sessions of the transport together
     * @param limited whether the receive budget holds; false in benchmarks only
     */
    public record Setup(
            NodeId remoteId,
            boolean outbound,
            Supplier<Endpoint> remote,
            TimeSource time,
            SharedCounters<MediaCounter> totals,
            boolean limited) {}

    /** Takes frames of the send ring. */
    public interface FrameSink {
        /**
         * Takes one frame.
         *
         * @param frame the first {@code length} bytes are channel and payload; valid until the method returns
         */
        void take(byte[] frame, int length);
    }

    /** Creates the end of a connection whose handshake is complete. */
    public MediaEnd(Setup setup, MediaLink link) {
        this.setup = setup;
        this.link = link;
        this.counters = setup.totals.part();
        this.budget = new ReceiveBudget(setup.limited);
        this.intake = new MessageIntake(budget, counters, inbox);
        this.openedNanos = setup.time.nanos();
        this.liveness = new Liveness(setup.outbound, openedNanos);
    }

    // ---- the application

    @Override
    public NodeId peer() {
        return setup.remoteId;
    }

    @Override
    public boolean isOutbound() {
        return setup.outbound;
    }

    @Override
    public PathKind path() {
        return path;
    }

    @Override
    public Endpoint remoteEndpoint() {
        return setup.remote.get();
    }

    @Override
    public long openedNanos() {
        return openedNanos;
    }

    @Override
    public MediaSendResult sendDatagram(int channel, ByteBuffer payload, Duration lifetime) {
        requireChannel(channel);
        long lifetimeNanos = nanosOf(lifetime);
        int bytes = payload.remaining();
        int max = maxDatagram;
        if (bytes > max) {
            if (bytes <= MAX_DATAGRAM_BYTES) {
                counters.increment(MediaCounter.TX_DROPPED_SEND);
            }
            throw new PayloadTooLargeException(
                    "A datagram has at most " + max + " bytes on this path now, not " + bytes);
        }
        if (ended) {
            return MediaSendResult.CLOSED;
        }
        long nowNanos = setup.time.nanos();
        if (!offer(channel, payload, nowNanos, lifetimeNanos)) {
            refused = true;
            counters.increment(MediaCounter.TX_DROPPED_QUEUE);
            link.wake();
            return MediaSendResult.BACKPRESSURE;
        }
        counters.increment(MediaCounter.TX_DATAGRAMS);
        if (ended) {
            dropRing();
        } else {
            link.wake();
        }
        return MediaSendResult.SENT;
    }

    private static long nanosOf(Duration lifetime) {
        if (lifetime.isNegative()) {
            throw new IllegalArgumentException("A datagram lives for no less than nothing, not for " + lifetime);
        }
        return lifetime.compareTo(LONGEST) > 0 ? 0 : lifetime.toNanos();
    }

    private boolean offer(int channel, ByteBuffer payload, long nowNanos, long lifetimeNanos) {
        while (!ring.offer(channel, payload, nowNanos, lifetimeNanos)) {
            if (!dropExpired(nowNanos)) {
                return false;
            }
        }
        return true;
    }

    private boolean dropExpired(long nowNanos) {
        FrameRing.Cell cell = ring.takeExpired(nowNanos);
        if (cell == null) {
            return false;
        }
        ring.free(cell);
        counters.increment(MediaCounter.TX_DROPPED_DEADLINE);
        return true;
    }

    private static void requireChannel(int channel) {
        if (channel < MIN_CHANNEL || channel > MAX_CHANNEL) {
            throw new IllegalArgumentException(
                    "The channels of applications are " + MIN_CHANNEL + " to " + MAX_CHANNEL + ", not " + channel);
        }
    }

    @Override
    public int maxDatagramSize() {
        return maxDatagram;
    }

    @Override
    public CompletableFuture<Void> sendMessage(int channel, ByteBuffer payload) {
        requireChannel(channel);
        int bytes = payload.remaining();
        if (bytes > MAX_MESSAGE_BYTES) {
            throw new PayloadTooLargeException("A message has at most " + MAX_MESSAGE_BYTES + " bytes, not " + bytes);
        }
        byte[] frame = new byte[1 + bytes];
        frame[0] = (byte) channel;
        payload.get(payload.position(), frame, 1, bytes);
        OutboundMessage message = messages.add(frame, counters);
        if (message == null) {
            counters.increment(MediaCounter.TX_DROPPED_STALL);
            return CompletableFuture.failedFuture(
                    new BackpressureException("Too many messages of the session wait to be sent"));
        }
        message.onCancel(link::wake);
        if (ended) {
            messages.closeAll();
        } else {
            link.wake();
        }
        return message.result();
    }

    @Override
    public void listen(MediaListener listener) {
        inbox.listen(listener);
    }

    @Override
    public Flow.Publisher<MediaFrame> frames() {
        return inbox.publisher();
    }

    @Override
    public CompletableFuture<MediaCloseReason> closed() {
        return closed.copy();
    }

    @Override
    public MediaStats stats() {
        return new MediaStats(counters.snapshot(), figures);
    }

    @Override
    public void close() {
        close(MediaCloseReason.CLOSED);
    }

    // ---- the node

    @Override
    public NodeId remoteId() {
        return setup.remoteId;
    }

    @Override
    public MediaSession handOver(Executor executor, PathKind kind) {
        path = kind;
        inbox.start(executor);
        return this;
    }

    @Override
    public void close(MediaCloseReason reason) {
        link.close(reason);
    }

    // ---- the transport

    /** Returns the counters. */
    public SharedCounters<MediaCounter> counters() {
        return counters;
    }

    /** Takes what the largest frame is that the path carries: channel and payload. */
    public void onMaxFrame(int bytes) {
        int max = Math.max(0, Math.min(MAX_DATAGRAM_BYTES, bytes - 1));
        if (max != maxDatagram) {
            maxDatagram = max;
            inbox.signalMaxDatagramSize(max);
        }
    }

    /** Takes what was measured of the path. */
    public void onFigures(PathFigures measured) {
        figures = measured;
    }

    /**
     * Hands out the oldest frame of the send ring; those whose lifetime is over are dropped.
     *
     * @return false if there is none
     */
    public boolean nextFrame(FrameSink sink, long nowNanos) {
        FrameRing.Cell cell = ring.take();
        while (cell != null && cell.isExpired(nowNanos)) {
            ring.free(cell);
            counters.increment(MediaCounter.TX_DROPPED_DEADLINE);
            cell = ring.take();
        }
        if (cell != null) {
            sink.take(cell.frame(), cell.length());
            ring.free(cell);
            liveness.onSent(nowNanos);
        }
        if (refused && ring.size() <= SEND_RING / 2) {
            refused = false;
            inbox.signalRoom();
        }
        return cell != null;
    }

    /** Hands out the next message, or null if there is none. */
    public @Nullable OutboundMessage nextMessage(long nowNanos) {
        OutboundMessage message = messages.next();
        if (message != null) {
            liveness.onSent(nowNanos);
        }
        return message;
    }

    /** Returns whether a message waits for its turn. */
    public boolean hasMessage() {
        return messages.isWaiting();
    }

    /**
     * Does what is due, once a second: a heartbeat, or the end of a session whose opener is silent.
     *
     * @return whether the session goes on
     */
    public boolean tick(long nowNanos) {
        if (liveness.needsHeartbeat(nowNanos) && ring.offer(HEARTBEAT_CHANNEL, NOTHING, nowNanos, 0)) {
            liveness.onSent(nowNanos);
            counters.increment(MediaCounter.TX_HEARTBEATS);
            link.wake();
        }
        if (liveness.isSilent(nowNanos)) {
            link.close(MediaCloseReason.SILENT);
            return false;
        }
        return true;
    }

    /**
     * Takes a datagram of the peer.
     *
     * @param frame channel and payload; borrowed
     * @param receivedNanos when it came, read as late as possible
     * @param nowNanos the time of the turn
     */
    public void onDatagram(ByteBuf frame, long receivedNanos, long nowNanos) {
        liveness.onFrame(nowNanos);
        int bytes = frame.readableBytes();
        if (!budget.takeDatagram(bytes, nowNanos)) {
            counters.increment(MediaCounter.RX_DROPPED_BUDGET);
        } else if (bytes == 1 && frame.getByte(frame.readerIndex()) == HEARTBEAT_CHANNEL) {
            counters.increment(MediaCounter.RX_HEARTBEATS);
        } else if (bytes == 0
                || bytes > 1 + MAX_DATAGRAM_BYTES
                || Byte.toUnsignedInt(frame.getByte(frame.readerIndex())) < MIN_CHANNEL) {
            counters.increment(MediaCounter.RX_DROPPED_RESERVED);
        } else if (inbox.offerDatagram(frame, receivedNanos)) {
            counters.increment(MediaCounter.RX_DATAGRAMS);
        } else {
            counters.increment(MediaCounter.RX_DROPPED_QUEUE);
        }
    }

    /** Hands over what {@link #onDatagram} took: no datagram follows at once. */
    public void endBurst() {
        inbox.endBurst();
    }

    /** Takes that the peer begins a message; returns null if it is beyond the budget, and nothing of it is wanted. */
    public @Nullable InboundMessage onMessage(long nowNanos) {
        liveness.onFrame(nowNanos);
        if (!budget.takePacket(nowNanos)) {
            counters.increment(MediaCounter.RX_DROPPED_BUDGET);
            return null;
        }
        return new InboundMessage(intake);
    }

    /**
     * Returns why the peer has closed the session.
     *
     * @param code its application code, {@link MediaCloseCode#NONE} if it gave none
     */
    public MediaCloseReason closedByPeer(long code, long nowNanos) {
        return MediaCloseCode.reason(code, liveness.isUnheard(nowNanos));
    }

    /**
     * Takes the end of the session; idempotent.
     *
     * @param unsent how many datagrams were taken from the send ring and have not left
     */
    public void ended(MediaCloseReason reason, int unsent) {
        if (!ended) {
            ended = true;
            for (int i = 0; i < unsent; i++) {
                counters.increment(MediaCounter.TX_DROPPED_CLOSED);
            }
            dropRing();
            messages.closeAll();
            inbox.end(reason);
            inbox.execute(() -> closed.complete(reason));
        }
    }

    private void dropRing() {
        for (FrameRing.Cell cell = ring.take(); cell != null; cell = ring.take()) {
            boolean heartbeat = cell.channel() == HEARTBEAT_CHANNEL;
            ring.free(cell);
            if (!heartbeat) {
                counters.increment(MediaCounter.TX_DROPPED_CLOSED);
            }
        }
    }

    @Override
    public String toString() {
        return (setup.outbound ? "to " : "from ")
                + setup.remoteId.shortText()
                + '@'
                + setup.remote.get().text();
    }
}
