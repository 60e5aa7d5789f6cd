package io.nodenet.transport.quic.edge;

import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.socket.LaneChannel;
import io.nodenet.transport.quic.socket.QuicLanes;
import java.net.InetSocketAddress;

/** Dials an edge: the peer, and stream 0 (docs/protocol/04, section 6.1). */
public final class DialAttempt extends Dial {
    private final Callback callback;

    /** Receives the outcome of a dial. Each callback runs as its own loop turn. */
    public interface Callback {
        /** The connection is up and its stream is open. */
        void onDialed(DialAttempt attempt, QuicConnection connection);

        /** There will be no connection. */
        void onDialFailed(DialAttempt attempt, DialFailure failure);
    }

    public DialAttempt(
            ConnectionScope scope,
            Dialing dialing,
            Channel socket,
            NodeId expected,
            InetSocketAddress remote,
            long connectionId,
            Callback callback) {
        super(scope, dialing, socket, expected, remote, connectionId);
        this.callback = callback;
    }

    @Override
    protected LaneChannel lane(QuicLanes lanes) {
        return lanes.overlay();
    }

    @Override
    protected void opened(QuicChannel channel) {
        QuicConnection edge = openEdge(channel, expected(), PathFollower.dialed(remote()));
        channel.createStream(QuicStreamType.BIDIRECTIONAL, new EdgeStreamHandler(edge, scope.loop()))
                .addListener((Future<QuicStreamChannel> stream) -> onStream(edge, stream));
    }

    private void onStream(QuicConnection edge, Future<QuicStreamChannel> stream) {
        if (hasAnswered()) {
            return;
        }
        if (!stream.isSuccess() || !edge.takeStream(stream.getNow())) {
            abort(DialFailure.Reason.NO_ROUTE, remote() + " allows no stream");
            return;
        }
        answer();
        scope.counters().increment(TransportCounter.DIALS_COMPLETED);
        edge.announce();
        callback.onDialed(this, edge);
    }

    @Override
    protected void failed(DialFailure failure) {
        scope.counters().increment(TransportCounter.DIALS_FAILED);
        callback.onDialFailed(this, failure);
    }
}
