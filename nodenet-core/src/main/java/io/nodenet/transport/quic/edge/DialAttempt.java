package io.nodenet.transport.quic.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.loop.Failures;
import io.nodenet.transport.quic.socket.DialPaths;
import io.nodenet.transport.quic.socket.LaneChannel;
import io.nodenet.transport.quic.socket.QuicLanes;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Dials one peer: handshake, comparison of the NodeID, stream 0 (docs/protocol/04, section 6.1).
 *
 * <p>It answers exactly once, and closes a connection that comes up after that.
 */
public final class DialAttempt extends QuicChannelHandler {
    /** What all dials of a transport share: the codecs, and where packets of each connection go. */
    public record Dialing(QuicLanes lanes, DialPaths paths) {}

    /** Whom a dial answers; each call is a turn of its own. */
    public interface Callback {
        /** The connection is up and its stream is open. */
        void onDialed(DialAttempt attempt, QuicConnection connection);

        /** There will be no connection. */
        void onDialFailed(DialAttempt attempt, DialFailure failure);
    }

    private final Dialing dialing;
    private final NodeId expected;
    private final InetSocketAddress remote;
    private final long connectionId;
    private final Callback callback;
    private NodeLoop.@Nullable Timer timer;
    private boolean cancelled;
    private boolean answered;

    public DialAttempt(
            ConnectionScope scope,
            Dialing dialing,
            Channel socket,
            NodeId expected,
            InetSocketAddress remote,
            long connectionId,
            Callback callback) {
        super(scope, socket);
        this.dialing = dialing;
        this.expected = expected;
        this.remote = remote;
        this.connectionId = connectionId;
        this.callback = callback;
    }

    /** Ends the attempt in a turn of its own; a first packet that was not sent is not sent any more. */
    public void cancel() {
        cancelled = true;
        later(() -> abort(DialFailure.Reason.CANCELLED, "cancelled"));
    }

    /** Sends the first packet. */
    public void start(long timeoutNanos) {
        if (cancelled || answered) {
            return;
        }
        timer = scope.loop()
                .schedule(() -> abort(DialFailure.Reason.TIMEOUT, "no answer in time from " + remote), timeoutNanos);
        byte[] id = ByteBuffer.allocate(Long.BYTES).putLong(connectionId).array();
        LaneChannel lane = dialing.lanes().overlay();
        InetSocketAddress codecAddress = dialing.paths().register(connectionId, lane, socket(), remote);
        QuicChannel.newBootstrap(lane)
                .localAddress(socket().localAddress())
                .remoteAddress(codecAddress)
                .localConnectionAddress(new QuicConnectionAddress(id))
                .option(
                        QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR,
                        dialing.lanes().segmentation())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the timer above is exact
                .handler(this)
                .streamHandler(new ForeignStream())
                .connect()
                .addListener(this::onConnect);
    }

    private void onConnect(Future<? super QuicChannel> future) {
        Throwable cause = future.cause();
        if (cause != null) {
            fail(cause);
            later(() -> {
                closeChannel();
                end();
            });
        }
    }

    /** Ends the attempt without a connection, unless it has ended. */
    public void abort(DialFailure.Reason reason, String detail) {
        if (!answered) {
            answerFailure(reason, detail);
            closeChannel();
        }
    }

    @Override
    void onHandshake(QuicChannel channel, @Nullable NodeId proved) {
        dialing.paths().up(connectionId);
        later(() -> establish(channel, proved));
    }

    private void establish(QuicChannel channel, @Nullable NodeId proved) {
        if (answered || !channel.isActive()) {
            closeChannel();
            return;
        }
        if (proved == null || !proved.equals(expected)) {
            scope.counters().increment(TransportCounter.DIAL_IDENTITY_MISMATCH);
            String other = proved == null ? "nobody" : proved.shortText();
            abort(DialFailure.Reason.IDENTITY_MISMATCH, remote + " is " + other + ", not " + expected.shortText());
            return;
        }
        QuicConnection edge = openEdge(channel, expected, PathFollower.dialed(remote));
        channel.createStream(QuicStreamType.BIDIRECTIONAL, new EdgeStreamHandler(edge, scope.loop()))
                .addListener((Future<QuicStreamChannel> stream) -> onStream(edge, stream));
    }

    private void onStream(QuicConnection edge, Future<QuicStreamChannel> stream) {
        if (answered) {
            return;
        }
        if (!stream.isSuccess() || !edge.takeStream(stream.getNow())) {
            abort(DialFailure.Reason.NO_ROUTE, remote + " allows no stream");
            return;
        }
        answer();
        scope.counters().increment(TransportCounter.DIALS_COMPLETED);
        edge.announce();
        callback.onDialed(this, edge);
    }

    @Override
    void onEnded() {
        dialing.paths().unregister(connectionId);
        if (!answered) {
            answerFailure(DialFailure.Reason.NO_ROUTE, remote + ": " + detail());
        }
    }

    private void answerFailure(DialFailure.Reason reason, String detail) {
        answer();
        scope.counters().increment(TransportCounter.DIALS_FAILED);
        callback.onDialFailed(this, new DialFailure(reason, detail));
    }

    private void answer() {
        answered = true;
        NodeLoop.Timer running = timer;
        if (running != null) {
            running.cancel();
        }
    }

    /** A dialed peer has no stream credit; a stream of its is closed at once. */
    private static final class ForeignStream extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRegistered(ChannelHandlerContext ctx) {
            Failures.log("close a stream without credit", ctx.channel().close());
        }
    }
}
