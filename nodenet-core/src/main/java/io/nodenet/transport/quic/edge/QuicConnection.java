package io.nodenet.transport.quic.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.WriteResult;
import io.nodenet.transport.quic.loop.Flushable;
import io.nodenet.transport.quic.loop.Unread;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An edge: one QUIC connection and its stream 0 (docs/protocol/04, section 5).
 *
 * <p>The loop only, except {@link #isWritable()}.
 */
public final class QuicConnection
        implements Connection,
                ChannelUser,
                EdgeStreamHandler.Edge,
                FrameDecoder.Sink,
                OutboundBuffer.Owner,
                Flushable,
                Unread {
    private static final Logger LOG = LoggerFactory.getLogger(QuicConnection.class);

    /** A dialed peer that closes within this time and without a frame has refused us: it judges our certificate after we are up. */
    private static final long REFUSAL_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Why a connection ends whose peer reads nothing any more, or is owed nothing: it is not waited for. */
    private static final Set<CloseReason> AT_ONCE = EnumSet.of(
            CloseReason.PEER_CLOSED,
            CloseReason.STREAM_ENDED,
            CloseReason.STALLED,
            CloseReason.SILENT,
            CloseReason.ADDRESS_GONE,
            CloseReason.MALFORMED,
            CloseReason.PROOF_OF_WORK,
            CloseReason.FORGERIES,
            CloseReason.FRAME_TOO_LARGE,
            CloseReason.FRAME_TIMEOUT,
            CloseReason.STREAM_FLOOD,
            CloseReason.CONNECTION_ID_FLOOD);

    /** At first the content of one packet, later that of half a dozen: what is larger leaves the pool's cache and the processor's. */
    private static final RecvByteBufAllocator CHUNKS = new AdaptiveRecvByteBufAllocator(2048, 2048, 8192);

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final ConnectionScope scope;
    private final QuicChannel quic;
    private final NodeId remoteId;
    private final FrameDecoder decoder;
    private final OutboundBuffer outbound;
    private final PathFollower path;
    private final TurnShare share;
    private final FrameWatch watch;
    private final Linger linger;
    private final long openedAtNanos;
    private State state = State.OPEN;
    private CloseReason reason = CloseReason.PEER_CLOSED;
    private @Nullable QuicStreamChannel stream;
    private @Nullable Object attachment;
    private long frames;
    private boolean announced;
    private boolean reading = true;
    private @Nullable CloseReason streamEnd;
    private boolean queued;
    private boolean queuedUnread;
    private boolean hasRead;
    private int surplusStreams;

    QuicConnection(ConnectionScope scope, QuicChannel quic, NodeId remoteId, PathFollower path) {
        this.scope = scope;
        this.quic = quic;
        this.remoteId = remoteId;
        this.path = path;
        this.decoder = new FrameDecoder(scope.buffers().inbound(), this);
        this.outbound = new OutboundBuffer(
                scope.buffers().direct(),
                scope.settings().aggregationBytes(),
                scope.settings().sendDeadlineNanos(),
                scope.loop(),
                this);
        this.share = new TurnShare(scope.loop(), this::resume);
        this.watch = new FrameWatch(
                scope.loop(), scope.settings().frameTimeoutNanos(), this::isInsideFrame, this::onFrameTimeout);
        this.linger = new Linger(quic, scope.loop(), this::flushTheClose);
        this.openedAtNanos = scope.loop().nanos();
    }

    @Override
    public NodeId remoteId() {
        return remoteId;
    }

    @Override
    public Endpoint remoteEndpoint() {
        return path.endpoint();
    }

    @Override
    public boolean isOutbound() {
        return path.isDialed();
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object attachment) {
        this.attachment = attachment;
    }

    // ---- the stream

    /** Takes the stream of the edge; false if there is one already. */
    boolean takeStream(QuicStreamChannel taken) {
        if (stream != null || state != State.OPEN) {
            return false;
        }
        stream = taken;
        taken.config().setAllocator(scope.buffers().direct());
        taken.config().setRecvByteBufAllocator(CHUNKS);
        taken.config().setAutoRead(reading);
        return true;
    }

    @Override
    public boolean accept(QuicStreamChannel opened) {
        if (opened.streamId() == 0 && takeStream(opened)) {
            opened.pipeline().addLast(new EdgeStreamHandler(this, scope.loop()));
            return true;
        }
        onSurplusStream();
        return false;
    }

    private void onSurplusStream() {
        scope.counters().increment(TransportCounter.SURPLUS_STREAM);
        if (++surplusStreams > scope.settings().maxSurplusStreams()) {
            close(CloseReason.STREAM_FLOOD);
        }
    }

    @Override
    public void onStreamData(ByteBuf chunk) {
        if (state != State.OPEN) {
            return;
        }
        path.onData();
        hasRead = true;
        QuicStreamChannel edge = stream;
        if (!queuedUnread && edge != null) {
            queuedUnread = true;
            edge.config().setAutoRead(false);
            scope.flushes().addUnread(this);
        }
        decoded(decoder.decode(chunk));
    }

    /**
     * Reads what else a burst of packets brought, in large chunks: left to itself, the codec hands out the content of each packet, and asks
     * for more after each.
     */
    @Override
    public void readRest() {
        try {
            readOn();
        } finally {
            queuedUnread = false;
        }
    }

    /** Reads until nothing is left: the last read then waits for the next packet. */
    private void readOn() {
        QuicStreamChannel edge = stream;
        while (hasRead && edge != null && isReading()) {
            hasRead = false;
            edge.read();
        }
    }

    private boolean isReading() {
        return state == State.OPEN && reading && !share.isWaiting() && !decoder.isHeldBack();
    }

    private void decoded(boolean fine) {
        if (!fine) {
            scope.counters().increment(TransportCounter.FRAME_TOO_LARGE);
            close(CloseReason.FRAME_TOO_LARGE);
        } else {
            watch.onBytes();
        }
    }

    /** An edge has no datagrams: the codec offers them, since the same codec serves media sessions (T20). */
    @Override
    public void onDatagram(ByteBuf datagram) {
        scope.counters().increment(TransportCounter.EDGE_DATAGRAM);
    }

    @Override
    public void onError(Throwable cause) {
        // whatever ends the connection is told by its end
    }

    private boolean isInsideFrame() {
        return state == State.OPEN && reading && decoder.isInsideFrame();
    }

    private void onFrameTimeout() {
        scope.counters().increment(TransportCounter.FRAME_TIMEOUT);
        close(CloseReason.FRAME_TIMEOUT);
    }

    @Override
    public void onStreamFinished() {
        endStream(CloseReason.PEER_CLOSED);
    }

    @Override
    public void onStreamBroken() {
        endStream(CloseReason.STREAM_ENDED);
    }

    private void endStream(CloseReason why) {
        if (!quic.isOpen()) {
            return;
        }
        if (state != State.OPEN) {
            linger.end();
        } else if (decoder.isHeldBack() && decoder.isInsideFrame()) {
            streamEnd = why; // what came before is handed out first
        } else {
            close(why);
        }
    }

    @Override
    public boolean onFrame(ByteBuf frame) {
        frames++;
        watch.onFrame();
        announced = true;
        scope.counters().increment(TransportCounter.FRAMES_RECEIVED);
        scope.counters().add(TransportCounter.BYTES_RECEIVED, frame.readableBytes());
        try {
            scope.listener().onFrame(this, frame);
        } catch (RuntimeException e) {
            LOG.error("The listener failed on a frame", e);
        }
        return state == State.OPEN && reading && share.take();
    }

    /** Returns the number of frames received. */
    long frames() {
        return frames;
    }

    @Override
    public void setReading(boolean wanted) {
        reading = wanted;
        if (wanted) {
            // in a turn of its own: reading starts at once and must not hand out frames inside the caller's call
            scope.loop().execute(this::resume);
        }
    }

    private void resume() {
        if (!reading || share.isWaiting() || stream == null || state != State.OPEN) {
            return;
        }
        decoded(decoder.resume());
        if (!isReading()) {
            return;
        }
        CloseReason ended = streamEnd;
        if (ended != null) {
            close(ended);
        } else {
            hasRead = true;
            readOn();
        }
    }

    // ---- sending

    @Override
    public WriteResult send(ByteBuf frame) {
        int length = frame.readableBytes();
        if (length > FrameDecoder.MAX_FRAME) {
            throw new IllegalArgumentException(
                    "A frame has at most " + FrameDecoder.MAX_FRAME + " bytes, not " + length);
        }
        if (state != State.OPEN) {
            return WriteResult.CLOSED;
        }
        if (!outbound.offer(frame, stream)) {
            scope.counters().increment(TransportCounter.SEND_REFUSED_FULL);
            return WriteResult.FULL;
        }
        scope.counters().increment(TransportCounter.FRAMES_SENT);
        scope.counters().add(TransportCounter.BYTES_SENT, length);
        onFlushNeeded();
        return WriteResult.ACCEPTED;
    }

    @Override
    public boolean isWritable() {
        return outbound.isWritable();
    }

    @Override
    public long waitingNanos() {
        return outbound.waitingNanos();
    }

    @Override
    public void onFlushNeeded() {
        if (!queued) {
            queued = true;
            scope.flushes().add(this);
        }
    }

    @Override
    public void onRoom() {
        // deferred: the codec is still updating its state
        scope.loop().execute(() -> {
            if (state == State.OPEN && announced) {
                scope.listener().onWritable(this);
            }
        });
    }

    @Override
    public void onStalled() {
        scope.counters().increment(TransportCounter.SEND_STALLED);
        close(CloseReason.STALLED);
    }

    @Override
    public void onWriteFailed(Throwable cause) {
        LOG.debug("A write failed: {}", cause.toString());
        onStreamBroken();
    }

    /** Hands to QUIC what was sent, and closes the connection if that was asked for. */
    @Override
    public void flush() {
        queued = false;
        QuicStreamChannel edge = stream;
        if (edge != null && state != State.CLOSED) {
            outbound.flush(edge);
        }
        if (state == State.CLOSING) {
            linger.advance(edge, outbound.queued() == 0, AT_ONCE.contains(reason) || outbound.isQuiet());
            if (edge != null) {
                edge.config().setAutoRead(true); // to see where the peer ends: what is in front of that is dropped
            }
        }
    }

    private void flushTheClose() {
        if (state == State.CLOSING) {
            onFlushNeeded();
        }
    }

    // ---- closing

    @Override
    public void close(CloseReason why) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            reason = why;
            onFlushNeeded();
        }
    }

    @Override
    public CloseReason closeReason() {
        return reason;
    }

    /** The node was told about this connection by other means than a frame. */
    void announce() {
        announced = true;
    }

    @Override
    public void shutdown(CloseReason why) {
        close(why);
    }

    @Override
    public void ended(@Nullable QuicConnectionCloseEvent peerClose) {
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.OPEN) {
            reason = remoteReason(peerClose);
        }
        state = State.CLOSED;
        watch.end();
        linger.forget();
        decoder.close();
        outbound.close();
        if (announced) {
            scope.listener().onConnectionClosed(this, reason);
        }
    }

    private CloseReason remoteReason(@Nullable QuicConnectionCloseEvent peerClose) {
        if (peerClose == null) {
            return CloseReason.PEER_CLOSED;
        }
        boolean early = path.isDialed() && frames == 0 && scope.loop().nanos() - openedAtNanos < REFUSAL_NANOS;
        return early || peerClose.isTlsError() ? CloseReason.PEER_REFUSED : CloseReason.PEER_CLOSED;
    }

    /** Returns the peer's short NodeID, its address and the direction. */
    @Override
    public String toString() {
        return (path.isDialed() ? "to " : "from ") + remoteId.shortText() + "@"
                + path.endpoint().text();
    }
}
