package io.nodenet.transport.quic.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicDatagramExtensionEvent;
import io.netty.util.AttributeKey;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one QUIC connection from its first packet to its end; what differs between the dialing and the accepting side is in the
 * subclasses.
 *
 * <p>Everything that closes a channel, or reaches the node by other ways than a frame, is done in a task of its own, never inside
 * the codec's call.
 */
public abstract class QuicChannelHandler extends ChannelInboundHandlerAdapter implements LiveChannels.Live {
    /** What a QUIC connection carries, for its streams. */
    static final AttributeKey<ChannelUser> USER = AttributeKey.valueOf(QuicChannelHandler.class, "USER");

    private static final Logger LOG = LoggerFactory.getLogger(QuicChannelHandler.class);

    protected final ConnectionScope scope;
    private final Channel socket;
    private @Nullable QuicChannel channel;
    private @Nullable ChannelUser user;
    private @Nullable QuicConnectionCloseEvent peerClose;
    private @Nullable Throwable failure;
    private @Nullable NodeId claimed;
    private boolean ended;
    private int maxDatagram;

    protected QuicChannelHandler(ConnectionScope scope, Channel socket) {
        this.scope = scope;
        this.socket = socket;
    }

    @Override
    public final Channel socket() {
        return socket;
    }

    /**
     * The handshake is complete. Called inside the codec's call, because data may follow in the same packet: nothing may be closed
     * or told to the node here.
     *
     * @param proved the peer's NodeID, or null if the handshake proved none
     */
    protected abstract void onHandshake(QuicChannel channel, @Nullable NodeId proved);

    /** The connection is gone, whether or not it was ever up; called once, in a task of its own. */
    protected abstract void onEnded();

    @Override
    public final void shutdown(CloseReason reason) {
        ChannelUser carried = user;
        if (carried != null) {
            carried.shutdown(reason);
        } else {
            closeChannel();
        }
    }

    @Override
    public final void abort(CloseReason reason) {
        shutdown(reason);
        closeChannel();
    }

    /** Closes the QUIC connection with application code 0 and an empty reason. */
    protected final void closeChannel() {
        QuicChannel quic = channel;
        if (quic != null && quic.isOpen()) {
            Linger.closeAtOnce(quic);
        }
    }

    /** Makes the edge of this connection. */
    final QuicConnection openEdge(QuicChannel quic, NodeId remoteId, PathFollower path) {
        QuicConnection edge = new QuicConnection(scope, quic, remoteId, path);
        carry(quic, edge);
        return edge;
    }

    /** Has the connection carry something from now on. */
    protected final void carry(QuicChannel quic, ChannelUser carried) {
        user = carried;
        quic.attr(USER).set(carried);
    }

    /** Returns the largest datagram that the codec takes, 0 if the peer takes none. */
    protected final int maxDatagram() {
        return maxDatagram;
    }

    /** Returns how the peer has closed the connection, or null. */
    protected final @Nullable QuicConnectionCloseEvent peerClose() {
        return peerClose;
    }

    /** Returns the NodeID in the certificate of a peer whose handshake was never complete, or null; at the end of the connection. */
    protected final @Nullable NodeId claimed() {
        return claimed;
    }

    /** Returns whether the connection has ended. */
    protected final boolean hasEnded() {
        return ended;
    }

    /** Returns in a few words why the connection ended, for people. */
    protected final String detail() {
        QuicConnectionCloseEvent event = peerClose;
        if (event != null) {
            return "closed by the peer with " + (event.isApplicationClose() ? "application" : "transport") + " code "
                    + event.error();
        }
        Throwable cause = failure;
        if (cause != null) {
            return String.valueOf(cause.getMessage());
        }
        return "closed";
    }

    /** Notes what went wrong, unless something is noted already. */
    protected final void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        QuicChannel quic = (QuicChannel) ctx.channel();
        channel = quic;
        quic.config().setAllocator(scope.buffers().direct());
        scope.live().add(this);
        quic.closeFuture().addListener(future -> later(this::end));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        QuicChannel quic = (QuicChannel) ctx.channel();
        SSLEngine tls = quic.sslEngine();
        onHandshake(quic, tls == null ? null : scope.trust().take(tls));
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof QuicDatagramExtensionEvent extension) {
            maxDatagram = extension.maxLength();
        } else if (event instanceof QuicConnectionCloseEvent close) {
            peerClose = close;
            // nothing more can come or go: no reason to wait until the codec has drained
            later(this::closeChannel);
        }
        ChannelUser carried = user;
        if (carried != null) {
            carried.onEvent(event);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf datagram)) {
            ctx.fireChannelRead(message);
            return;
        }
        ChannelUser carried = user;
        scope.loop().beginTurn();
        try {
            if (carried != null) {
                carried.onDatagram(datagram);
            }
        } finally {
            scope.loop().endTurn();
            datagram.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("QUIC connection: {}", cause.toString());
        fail(cause);
        ChannelUser carried = user;
        if (carried != null) {
            carried.onError(cause);
        }
    }

    /** Ends the connection; harmless when it has ended. */
    final void end() {
        if (ended) {
            return;
        }
        ended = true;
        QuicChannel quic = channel;
        SSLEngine tls = quic == null ? null : quic.sslEngine();
        if (tls != null) {
            claimed = scope.trust().take(tls);
        }
        onEnded();
        ChannelUser carried = user;
        if (carried != null) {
            carried.ended(peerClose);
        }
        scope.live().remove(this);
    }

    /** Runs a task as a later turn of the loop. */
    protected final void later(Runnable task) {
        try {
            scope.eventLoop().execute(() -> scope.loop().run(task));
        } catch (RejectedExecutionException loopEnded) {
            LOG.debug("The loop has ended before a connection");
        }
    }
}
