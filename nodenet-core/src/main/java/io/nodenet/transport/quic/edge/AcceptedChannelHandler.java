package io.nodenet.transport.quic.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.quic.QuicChannel;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.socket.AddressKey;
import io.nodenet.transport.quic.socket.InboundSlots;
import io.nodenet.transport.quic.socket.PeerPath;
import io.nodenet.transport.quic.socket.PeerPaths;
import io.nodenet.transport.quic.tls.TlsContexts;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Accepts one connection: half-open timer, caps, NodeID, first-frame timer (docs/protocol/04, sections 6.2, 6.4 and 7).
 *
 * <p>The half-open timer is ours: the codec would keep an unfinished handshake for the idle timeout of five minutes.
 */
final class AcceptedChannelHandler extends QuicChannelHandler {
    private final InboundSlots admission;
    private final SilentConnections silent;
    private final MediaAcceptor media;
    private final PeerPaths paths;
    private final PeerPath path;
    private final AddressKey key;
    private NodeLoop.@Nullable Timer timer;
    private InboundSlots.@Nullable Handshake handshake;
    private SilentConnections.@Nullable Silent admitted;

    AcceptedChannelHandler(
            ConnectionScope scope,
            InboundSlots admission,
            SilentConnections silent,
            MediaAcceptor media,
            PeerPaths paths,
            PeerPath path) {
        super(scope, path.socket());
        this.admission = admission;
        this.media = media;
        this.silent = silent;
        this.paths = paths;
        this.path = path;
        this.key = AddressKey.of(path.remote().getAddress());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        super.handlerAdded(ctx);
        handshake = admission.beginHandshake(key, this::giveWay);
        // at once: the codec has forgotten the connection IDs by then
        ctx.channel().closeFuture().addListener(future -> paths.remove(path));
        path.onFlood(() -> later(() -> {
            scope.counters().increment(TransportCounter.CONNECTION_ID_FLOOD);
            abort(CloseReason.CONNECTION_ID_FLOOD);
        }));
        timer = scope.loop().schedule(this::handshakeTimeout, scope.settings().handshakeTimeoutNanos());
    }

    private void handshakeTimeout() {
        if (handshake != null) {
            scope.counters().increment(TransportCounter.ACCEPT_HALF_OPEN_TIMEOUT);
            closeChannel();
        }
    }

    private void endHandshake() {
        InboundSlots.Handshake ending = handshake;
        if (ending != null) {
            handshake = null;
            admission.endHandshake(ending);
        }
        cancelTimer();
    }

    private void cancelTimer() {
        NodeLoop.Timer running = timer;
        if (running != null) {
            running.cancel();
        }
    }

    /** Too many handshakes are in progress, and this one began first. */
    private void giveWay() {
        handshake = null;
        cancelTimer();
        scope.counters().increment(TransportCounter.ACCEPT_HALF_OPEN_EVICTED);
        later(this::closeChannel);
    }

    @Override
    protected void onHandshake(QuicChannel channel, @Nullable NodeId proved) {
        path.up();
        if (handshake == null) {
            return; // it gave way in this very turn
        }
        endHandshake();
        if (proved == null) {
            // a resumed session: nobody proved to hold a key in this handshake
            scope.counters().increment(TransportCounter.ACCEPT_FAILED);
            later(this::closeChannel);
            return;
        }
        SSLEngine tls = channel.sslEngine();
        if (tls != null && TlsContexts.MEDIA.equals(tls.getApplicationProtocol())) {
            onMedia(channel, proved);
            return;
        }
        InboundSlots.Verdict verdict = silent.admit(key);
        switch (verdict) {
            case ADMITTED -> {
                scope.counters().increment(TransportCounter.ACCEPTED);
                QuicConnection edge = openEdge(channel, proved, PathFollower.of(path));
                admitted = silent.add(key, () -> edge.frames() == 0, this::giveSlot);
                awaitFirstFrame(edge);
            }
            case REFUSED_TOTAL -> refuse(TransportCounter.ACCEPT_REFUSED_TOTAL);
            case REFUSED_ADDRESS -> refuse(TransportCounter.ACCEPT_REFUSED_ADDRESS);
        }
    }

    private void onMedia(QuicChannel channel, NodeId proved) {
        ChannelUser session = media.accept(channel, proved, path, maxDatagram());
        if (session != null) {
            carry(channel, session);
        }
    }

    /** A newcomer has found all slots taken, and this connection has been silent for longest: the slot is the newcomer's now. */
    private void giveSlot() {
        admitted = null;
        scope.counters().increment(TransportCounter.FIRST_FRAME_EVICTED);
        later(() -> abort(CloseReason.FIRST_FRAME_TIMEOUT));
    }

    private void refuse(TransportCounter counter) {
        scope.counters().increment(counter);
        later(this::closeChannel);
    }

    /** One budget for opening the stream and delivering the first complete frame. */
    private void awaitFirstFrame(QuicConnection edge) {
        long timeout = scope.settings().firstFrameTimeoutNanos();
        if (timeout <= 0) {
            return;
        }
        timer = scope.loop()
                .schedule(
                        () -> {
                            if (edge.frames() == 0 && !hasEnded()) {
                                scope.counters().increment(TransportCounter.FIRST_FRAME_TIMEOUT);
                                edge.close(CloseReason.FIRST_FRAME_TIMEOUT);
                            }
                        },
                        timeout);
    }

    @Override
    protected void onEnded() {
        if (handshake != null) {
            scope.counters().increment(TransportCounter.ACCEPT_FAILED);
        }
        endHandshake();
        SilentConnections.Silent mine = admitted;
        if (mine != null) {
            silent.remove(mine);
            admission.release(key);
        }
    }
}
