package io.nodenet.transport.quic.media;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamLimitChangedEvent;
import io.netty.handler.codec.quic.QuicStreamType;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.media.InboundMessage;
import io.nodenet.transport.media.MediaCloseCode;
import io.nodenet.transport.media.MediaEnd;
import io.nodenet.transport.media.MediaLink;
import io.nodenet.transport.quic.edge.ChannelUser;
import io.nodenet.transport.quic.edge.ConnectionScope;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.loop.Failures;
import io.nodenet.transport.quic.loop.Flushable;
import io.nodenet.transport.quic.socket.LaneChannel;
import io.nodenet.transport.quic.socket.PeerPath;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One media session over its QUIC connection (docs/protocol/05). The loop only, but what {@link MediaLink} opens to any thread. */
final class QuicMedia implements ChannelUser, MediaLink, LiveMedia.Session, Flushable {
    private static final Logger LOG = LoggerFactory.getLogger(QuicMedia.class);

    private final MediaScope media;
    private final ConnectionScope scope;
    private final EventLoopNodeLoop loop;
    private final QuicChannel quic;
    private final MediaEnd end;
    private final DatagramPump pump;
    private final MessageWriters writers;
    private final PathWatch path;
    private final Runnable onSessionEnd;
    private final @Nullable PeerPath peerPath;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Runnable onWake = this::onWake;
    private final Runnable onFlush = this::flush;
    private volatile Endpoint remote;
    private @Nullable MediaCloseReason reason;
    private @Nullable BooleanSupplier onReady;
    private boolean announced;
    private boolean queued;
    private int surplusStreams;

    /**
     * What makes the session of a connection.
     *
     * @param remote where the peer is
     * @param path the way of an accepted connection, which a NAT may change; null if this side opened it
     * @param largestFrame the largest datagram that the codec takes
     * @param onEnd called once the connection is gone
     */
    record Peer(
            NodeId id, InetSocketAddress remote, @Nullable PeerPath path, int largestFrame, Runnable onEnd) {}

    QuicMedia(MediaScope media, QuicChannel quic, Peer peer) {
        this.media = media;
        this.scope = media.connections();
        this.loop = scope.loop();
        this.quic = quic;
        this.onSessionEnd = peer.onEnd;
        this.peerPath = peer.path;
        this.remote = Endpoint.quic(peer.remote);
        this.end = new MediaEnd(
                new MediaEnd.Setup(
                        peer.id, peer.path == null, () -> remote, loop.time(), media.totals(), media.limited()),
                this);
        this.pump = new DatagramPump(quic, end);
        this.writers = new MessageWriters(quic, end, loop);
        this.path = new PathWatch(quic, end, loop, peer.largestFrame);
        media.live().add(this);
    }

    MediaEnd end() {
        return end;
    }

    /** Tells the listener of the session, in a turn of its own, unless it has ended by then. */
    void announce(Runnable action) {
        loop.execute(() -> {
            if (reason == null) {
                announced = true;
                action.run();
            }
        });
    }

    /**
     * Has something done, in a turn of its own, as soon as it is known which datagrams fit the path, or the session has ended.
     *
     * @param action returns whether the listener has been told of the session
     */
    void whenReady(BooleanSupplier action) {
        onReady = action;
        loop.execute(() -> path.untilReady(this::ready));
    }

    private void ready() {
        BooleanSupplier action = onReady;
        if (action != null) {
            onReady = null;
            announced |= action.getAsBoolean();
        }
    }

    // ---- sending

    @Override
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            try {
                scope.eventLoop().execute(onWake);
            } catch (RejectedExecutionException loopEnded) {
                LOG.debug("The loop has ended before a media session");
            }
        }
    }

    private void onWake() {
        woken.set(false);
        loop.run(onFlush);
    }

    /** Packets of this connection have left; inside the codec's call. */
    void onSent() {
        if (pump.isBlocked()) {
            queue();
        }
    }

    private void queue() {
        if (!queued) {
            queued = true;
            scope.flushes().add(this);
        }
    }

    @Override
    public void flush() {
        queued = false;
        end.endBurst();
        if (reason == null) {
            if (pump.pump(loop.nanos())) {
                wake();
            }
            writers.advance(loop.nanos());
        }
    }

    // ---- receiving

    @Override
    public void onDatagram(ByteBuf datagram) {
        if (reason == null) {
            onData();
            end.onDatagram(datagram, System.nanoTime(), loop.nanos());
            queue();
        }
    }

    @Override
    public boolean accept(QuicStreamChannel stream) {
        if (stream.type() != QuicStreamType.UNIDIRECTIONAL) {
            scope.counters().increment(TransportCounter.MEDIA_SURPLUS_STREAM);
            if (++surplusStreams > scope.settings().maxSurplusStreams()) {
                close(MediaCloseReason.FLOOD);
            }
            return false;
        }
        onData();
        InboundMessage message = reason == null ? end.onMessage(loop.nanos()) : null;
        if (message == null) {
            stream.config().setAutoRead(false);
            // in a task of its own: the codec is walking over its streams here
            loop.execute(() -> Failures.log("refuse a message", stream.shutdownInput(MessageReader.NOT_WANTED)));
        } else {
            stream.pipeline().addLast(new MessageReader(stream, message, loop));
        }
        return true;
    }

    private void onData() {
        if (peerPath != null) {
            peerPath.onData();
        }
    }

    /** The peer allows more streams; inside the codec's call. */
    @Override
    public void onEvent(Object event) {
        if (event instanceof QuicStreamLimitChangedEvent && end.hasMessage()) {
            wake();
        }
    }

    @Override
    public void onError(Throwable cause) {
        if (cause instanceof BufferUnderflowException) {
            end.counters().increment(MediaCounter.TX_DROPPED_SEND);
        }
    }

    @Override
    public void tick() {
        if (reason == null && end.tick(loop.nanos())) {
            path.look();
            follow();
        }
    }

    private void follow() {
        InetSocketAddress now = peerPath == null ? null : peerPath.remote();
        if (now != null && !remote.equals(Endpoint.quic(now))) {
            remote = Endpoint.quic(now);
        }
    }

    // ---- closing

    @Override
    public void close(MediaCloseReason why) {
        loop.execute(() -> closeNow(why));
    }

    private void closeNow(MediaCloseReason why) {
        if (reason == null) {
            finish(why);
            ((LaneChannel) quic.parent()).close(quic, MediaCloseCode.of(why), "");
        }
    }

    @Override
    public void shutdown(CloseReason why) {
        closeNow(
                switch (why) {
                    case SHUTDOWN -> MediaCloseReason.SHUTDOWN;
                    case ADDRESS_GONE -> MediaCloseReason.ADDRESS_GONE;
                    case CONNECTION_ID_FLOOD -> MediaCloseReason.FLOOD;
                    default -> MediaCloseReason.CLOSED;
                });
    }

    @Override
    public void ended(@Nullable QuicConnectionCloseEvent peerClose) {
        if (reason == null) {
            finish(reasonOf(peerClose));
        }
        onSessionEnd.run();
    }

    private MediaCloseReason reasonOf(@Nullable QuicConnectionCloseEvent peerClose) {
        if (peerClose == null) {
            return quic.isTimedOut() ? MediaCloseReason.PATH_DIED : MediaCloseReason.PEER_CLOSED;
        }
        return end.closedByPeer(peerClose.isApplicationClose() ? peerClose.error() : MediaCloseCode.NONE, loop.nanos());
    }

    private void finish(MediaCloseReason why) {
        reason = why;
        media.live().remove(this);
        writers.end();
        end.ended(why, pump.dispose());
        if (onReady != null && end.isOutbound()) {
            ready();
        }
        onReady = null;
        if (announced) {
            loop.execute(() -> scope.listener().onMediaClosed(end, why));
        }
    }
}
