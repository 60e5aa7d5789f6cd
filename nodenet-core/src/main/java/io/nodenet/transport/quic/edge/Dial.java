package io.nodenet.transport.quic.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.util.concurrent.Future;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.socket.DialPaths;
import io.nodenet.transport.quic.socket.LaneChannel;
import io.nodenet.transport.quic.socket.QuicLanes;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Dials one peer: handshake and comparison of the NodeID (docs/protocol/04, section 6.1); what follows is in the subclasses.
 *
 * <p>It answers exactly once, and closes a connection that comes up after that.
 */
public abstract class Dial extends QuicChannelHandler {
    /** What all dials of a transport share: the codecs, and where packets of each connection go. */
    public record Dialing(QuicLanes lanes, DialPaths paths) {}

    private final Dialing dialing;
    private final NodeId expected;
    private final InetSocketAddress remote;
    private final long connectionId;
    private NodeLoop.@Nullable Timer timer;
    private boolean cancelled;
    private boolean answered;

    /** Creates a dial that has not begun. */
    protected Dial(
            ConnectionScope scope,
            Dialing dialing,
            Channel socket,
            NodeId expected,
            InetSocketAddress remote,
            long connectionId) {
        super(scope, socket);
        this.dialing = dialing;
        this.expected = expected;
        this.remote = remote;
        this.connectionId = connectionId;
    }

    /** Returns the lane whose codec dials. */
    protected abstract LaneChannel lane(QuicLanes lanes);

    /** The handshake is complete, and the peer is the expected one. */
    protected abstract void opened(QuicChannel channel);

    /** There will be no connection; a turn of its own. */
    protected abstract void failed(DialFailure failure);

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
        LaneChannel lane = lane(dialing.lanes());
        InetSocketAddress codecAddress = dialing.paths().register(connectionId, lane, socket(), remote);
        QuicChannel.newBootstrap(lane)
                .localAddress(socket().localAddress())
                .remoteAddress(codecAddress)
                .localConnectionAddress(new QuicConnectionAddress(id))
                .option(
                        QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR,
                        dialing.lanes().segmentation())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the timer above is exact
                .attr(QuicLanes.EXPECTED, expected)
                .handler(this)
                .streamHandler(new AcceptedStreams(scope.loop()))
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
    protected final void onHandshake(QuicChannel channel, @Nullable NodeId proved) {
        dialing.paths().up(connectionId);
        if (!answered && proved != null && expected.equals(proved)) {
            handshaken(channel);
        }
        later(() -> establish(channel, proved));
    }

    /** The peer is the expected one; called inside the codec's call, because data may follow in the same packet. */
    protected void handshaken(QuicChannel channel) {}

    private void establish(QuicChannel channel, @Nullable NodeId proved) {
        if (answered || !channel.isActive()) {
            closeChannel();
            return;
        }
        if (proved == null || !proved.equals(expected)) {
            abort(DialFailure.Reason.IDENTITY_MISMATCH, remote + " has not proved to be " + expected.shortText());
            return;
        }
        opened(channel);
    }

    /** Returns where the peer was dialed. */
    protected final InetSocketAddress remote() {
        return remote;
    }

    /** Returns the peer that was dialed. */
    protected final NodeId expected() {
        return expected;
    }

    /** Sets what is called, inside the codec's call, whenever packets of the connection leave. */
    protected final void onSent(Runnable action) {
        dialing.paths().onSent(connectionId, action);
    }

    /** Returns whether the attempt has answered. */
    protected final boolean hasAnswered() {
        return answered;
    }

    /** Returns why the attempt has failed, once the connection has ended. */
    protected DialFailure failure() {
        NodeId other = claimed();
        if (other != null && !other.equals(expected)) {
            return new DialFailure(
                    DialFailure.Reason.IDENTITY_MISMATCH,
                    remote + " is " + other.shortText() + ", not " + expected.shortText());
        }
        return new DialFailure(DialFailure.Reason.NO_ROUTE, remote + ": " + detail());
    }

    @Override
    protected void onEnded() {
        dialing.paths().unregister(connectionId);
        if (!answered) {
            DialFailure failure = failure();
            answerFailure(failure.reason(), failure.detail());
        }
    }

    private void answerFailure(DialFailure.Reason reason, String detail) {
        if (reason == DialFailure.Reason.IDENTITY_MISMATCH) {
            scope.counters().increment(TransportCounter.DIAL_IDENTITY_MISMATCH);
        }
        answer();
        failed(new DialFailure(reason, detail));
    }

    /** Notes that the attempt has answered. */
    protected final void answer() {
        answered = true;
        NodeLoop.Timer running = timer;
        if (running != null) {
            running.cancel();
        }
    }
}
