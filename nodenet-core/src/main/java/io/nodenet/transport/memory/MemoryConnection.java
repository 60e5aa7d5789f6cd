package io.nodenet.transport.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection in memory; frames arrive in order, or the connection ends.
 *
 * <p>What was sent waits at the sender while the direction is cut or the receiver does not read, up to a window and a buffer like those
 * of a QUIC connection; what has not moved for the send deadline closes the connection.
 */
final class MemoryConnection implements Connection {
    /** Bytes that the other end takes in without being read, as by QUIC's flow control. */
    static final int WINDOW_BYTES = 512 << 10;

    /** Bytes that wait beyond the window before sending is refused. */
    static final int BUFFER_BYTES = 256 << 10;

    static final long SEND_DEADLINE_NANOS = Duration.ofSeconds(5).toNanos();
    static final long FIRST_FRAME_NANOS = Duration.ofSeconds(45).toNanos();
    static final long IDLE_NANOS = Duration.ofMinutes(5).toNanos();

    private static final int MAX_FRAME = 65_536;

    private final HostScope local;
    private final NodeId remoteId;
    private final Way way;
    private final boolean outbound;
    private final Consumer<MemoryConnection> onEnd;
    /** Sent and not yet delivered at the other end, in order. */
    private final ArrayDeque<Flight> flights = new ArrayDeque<>(0);

    private CloseReason closeReason = CloseReason.PEER_CLOSED;
    private @Nullable MemoryConnection peer;
    private @Nullable Object attachment;
    private NodeLoop.@Nullable Timer pumpTimer;
    private NodeLoop.@Nullable Timer firstFrameTimer;
    private NodeLoop.@Nullable Timer idleTimer;
    private long lastArrivalNanos;
    private long linkFreeNanos;
    private long movedAtNanos;
    private long receivedAtNanos;
    private int queuedBytes;
    private boolean reading = true;
    private boolean open = true;
    private boolean announced;
    private boolean refused;
    private boolean watching;
    private boolean stuck;

    private record Flight(ByteBuf frame, long arrivalNanos) {}

    /**
     * Creates one end, to be joined to the other.
     *
     * @param local the host of this end
     * @param way the way to the other end
     * @param onEnd called when this end has ended
     */
    MemoryConnection(HostScope local, NodeId remoteId, Way way, boolean outbound, Consumer<MemoryConnection> onEnd) {
        this.local = local;
        this.remoteId = remoteId;
        this.way = way;
        this.outbound = outbound;
        this.onEnd = onEnd;
        this.receivedAtNanos = local.now();
        this.lastArrivalNanos = receivedAtNanos;
        this.linkFreeNanos = receivedAtNanos;
        this.movedAtNanos = receivedAtNanos;
    }

    void joinTo(MemoryConnection other) {
        peer = other;
        if (outbound) {
            announced = true;
        } else {
            firstFrameTimer = local.loop().schedule(this::checkFirstFrame, FIRST_FRAME_NANOS);
        }
        idleTimer = local.loop().schedule(this::checkIdle, IDLE_NANOS);
    }

    @Override
    public NodeId remoteId() {
        return remoteId;
    }

    @Override
    public Endpoint remoteEndpoint() {
        return way.remote();
    }

    @Override
    public boolean isOutbound() {
        return outbound;
    }

    @Override
    public WriteResult send(ByteBuf frame) {
        int length = frame.readableBytes();
        if (length > MAX_FRAME) {
            throw new IllegalArgumentException("A frame has at most " + MAX_FRAME + " bytes, not " + length);
        }
        if (!open) {
            return WriteResult.CLOSED;
        }
        if (!isWritable()) {
            refused = true;
            local.counters().increment(TransportCounter.SEND_REFUSED_FULL);
            return WriteResult.FULL;
        }
        resumePeerIf(way.use());
        ByteBuf copy = Unpooled.copiedBuffer(frame);
        linkFreeNanos = Math.max(linkFreeNanos, local.now()) + way.serializationNanos(length);
        lastArrivalNanos = Math.max(lastArrivalNanos, linkFreeNanos + way.transitNanos());
        if (flights.isEmpty()) {
            movedAtNanos = local.now();
        }
        flights.add(new Flight(copy, lastArrivalNanos));
        queuedBytes += length;
        local.counters().increment(TransportCounter.FRAMES_SENT);
        local.counters().add(TransportCounter.BYTES_SENT, length);
        pump();
        watch();
        return WriteResult.ACCEPTED;
    }

    @Override
    public boolean isWritable() {
        return queuedBytes <= WINDOW_BYTES + BUFFER_BYTES;
    }

    @Override
    public long waitingNanos() {
        boolean waiting = queuedBytes > WINDOW_BYTES || linkFreeNanos > local.now();
        return waiting ? local.now() - movedAtNanos : -1;
    }

    /** Has this end carry nothing more, or carry on. */
    void setStuck(boolean on) {
        stuck = on;
        pump();
    }

    @Override
    public void setReading(boolean wanted) {
        reading = wanted;
        MemoryConnection other = peer;
        if (wanted && other != null) {
            other.pump();
        }
    }

    /** Delivers what has arrived, in a later event; called whenever something may have become deliverable. */
    void pump() {
        Flight first = flights.peek();
        if (first == null || !open || pumpTimer != null || stuck || way.isCut()) {
            return;
        }
        pumpTimer = local.time().schedule(this::deliverFirst, first.arrivalNanos - local.now());
    }

    private void deliverFirst() {
        pumpTimer = null;
        MemoryConnection other = peer;
        Flight first = flights.peek();
        if (first == null || way.isCut() || stuck || other == null || !other.open || !other.reading) {
            return;
        }
        long againNanos = way.passNanos(first.frame.readableBytes());
        if (againNanos > 0) {
            if (againNanos < Way.NEVER) {
                pumpTimer = local.time().schedule(this::deliverFirst, againNanos);
            }
            return;
        }
        flights.remove();
        queuedBytes -= first.frame.readableBytes();
        movedAtNanos = local.now();
        other.resumePeerIf(other.way.acknowledge());
        other.local.loop().run(() -> other.receive(first.frame));
        if (refused && queuedBytes <= WINDOW_BYTES) {
            refused = false;
            local.loop().execute(() -> {
                if (open && announced) {
                    local.listener().onWritable(this);
                }
            });
        }
        pump();
    }

    private void resumePeerIf(boolean wayBackWasClosed) {
        MemoryConnection other = peer;
        if (wayBackWasClosed && other != null) {
            other.pump();
        }
    }

    /** Goes on after the links of this host have been mended. */
    void resume() {
        pump();
        resumePeerIf(way.isIndirect());
    }

    private void receive(ByteBuf frame) {
        announced = true;
        receivedAtNanos = local.now();
        local.counters().increment(TransportCounter.FRAMES_RECEIVED);
        local.counters().add(TransportCounter.BYTES_RECEIVED, frame.readableBytes());
        local.listener().onFrame(this, frame);
        local.handedOut(frame);
    }

    private void watch() {
        if (!watching && queuedBytes > WINDOW_BYTES) {
            watching = true;
            local.loop().schedule(this::checkStalled, SEND_DEADLINE_NANOS);
        }
    }

    private void checkStalled() {
        watching = false;
        if (open && queuedBytes > WINDOW_BYTES) {
            if (local.now() - movedAtNanos >= SEND_DEADLINE_NANOS) {
                local.counters().increment(TransportCounter.SEND_STALLED);
                close(CloseReason.STALLED);
            } else {
                watching = true;
                local.loop().schedule(this::checkStalled, movedAtNanos + SEND_DEADLINE_NANOS - local.now());
            }
        }
    }

    /** Returns whether the other end dialed and has not said anything yet. */
    boolean isSilent() {
        return open && !announced;
    }

    private void checkFirstFrame() {
        if (open && !announced) {
            local.counters().increment(TransportCounter.FIRST_FRAME_TIMEOUT);
            close(CloseReason.FIRST_FRAME_TIMEOUT);
        }
    }

    private void checkIdle() {
        if (open) {
            long left = receivedAtNanos + IDLE_NANOS - local.now();
            if (left <= 0) {
                end(CloseReason.PEER_CLOSED);
            } else {
                idleTimer = local.loop().schedule(this::checkIdle, left);
            }
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (!open) {
            return;
        }
        end(reason);
        tellPeer();
    }

    /** The other end learns of the close behind the frames that were sent, unless the direction is cut: then nothing arrives. */
    private void tellPeer() {
        MemoryConnection other = peer;
        if (other == null || way.isCut()) {
            return;
        }
        long transit = Math.max(lastArrivalNanos - local.now(), way.transitNanos());
        local.time()
                .schedule(
                        () -> {
                            if (other.open && way.carriesFarewell()) {
                                deliverRest(other);
                                other.end(CloseReason.PEER_CLOSED);
                            }
                        },
                        transit);
    }

    private void deliverRest(MemoryConnection other) {
        for (Flight flight = flights.poll(); flight != null; flight = flights.poll()) {
            ByteBuf frame = flight.frame;
            if (other.open && other.reading && !stuck) {
                other.local.loop().run(() -> other.receive(frame));
            }
        }
    }

    /** Ends both ends at once, without a word on the wire. */
    void breakBoth() {
        MemoryConnection other = peer;
        end(CloseReason.PEER_CLOSED);
        if (other != null) {
            other.end(CloseReason.PEER_CLOSED);
        }
    }

    /** Ends this end; its listener is told in a later turn. */
    void end(CloseReason reason) {
        if (!open) {
            return;
        }
        open = false;
        closeReason = reason;
        cancel(firstFrameTimer);
        cancel(idleTimer);
        onEnd.accept(this);
        local.loop().execute(() -> {
            if (announced) {
                local.listener().onConnectionClosed(this, reason);
            }
        });
    }

    private static void cancel(NodeLoop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public CloseReason closeReason() {
        return closeReason;
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object value) {
        attachment = value;
    }
}
