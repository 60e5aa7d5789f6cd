package io.nodenet.transport.quic.media;

import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.edge.Dial;
import io.nodenet.transport.quic.socket.LaneChannel;
import io.nodenet.transport.quic.socket.QuicLanes;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Opens a media session to a peer (docs/protocol/05, section 2). */
public final class MediaDial extends Dial {
    /** A peer without media answers with the TLS alert no_application_protocol (RFC 7301). */
    private static final int NO_APPLICATION_PROTOCOL = 0x0178;

    private final MediaScope media;
    private final long operation;
    private final Runnable onAnswered;
    private @Nullable QuicMedia session;

    /**
     * Creates a dial that has not begun.
     *
     * @param target the peer, where it is, and how the packets find their connection
     * @param operation the number of the caller, under which the listener of the transport is answered
     * @param onAnswered called when it is
     */
    public MediaDial(
            MediaScope media, Dialing dialing, Channel socket, Target target, long operation, Runnable onAnswered) {
        super(media.connections(), dialing, socket, target.peer(), target.remote(), target.connectionId());
        this.media = media;
        this.operation = operation;
        this.onAnswered = onAnswered;
    }

    /** Whom to dial. */
    public record Target(NodeId peer, InetSocketAddress remote, long connectionId) {}

    @Override
    protected LaneChannel lane(QuicLanes lanes) {
        return lanes.media();
    }

    @Override
    protected void handshaken(QuicChannel channel) {
        if (maxDatagram() > 0) {
            QuicMedia opened = new QuicMedia(
                    media, channel, new QuicMedia.Peer(expected(), remote(), null, maxDatagram(), () -> {}));
            session = opened;
            carry(channel, opened);
            onSent(opened::onSent);
            opened.whenReady(() -> ready(opened));
        }
    }

    @Override
    protected void opened(QuicChannel channel) {
        if (session == null) {
            answer();
            failed(new DialFailure(DialFailure.Reason.UNSUPPORTED, remote() + " takes no datagrams"));
            ((LaneChannel) channel.parent()).close(channel, QuicMediaAcceptor.UNSUPPORTED, QuicMediaAcceptor.NEEDED);
            return;
        }
    }

    /** The session is ready, or the peer has closed it before: to have it refused is an ordinary end of a session. */
    private boolean ready(QuicMedia opened) {
        if (hasAnswered()) {
            return false; // it was cancelled
        }
        answer();
        scope.counters().increment(TransportCounter.MEDIA_OPENED);
        onAnswered.run();
        scope.listener().onMediaOpened(operation, opened.end());
        return true;
    }

    /** A session that the peer has closed before it was ready was opened all the same. */
    @Override
    protected void onEnded() {
        QuicMedia opened = session;
        if (opened != null) {
            opened.ended(peerClose());
        }
        super.onEnded();
    }

    @Override
    protected DialFailure failure() {
        QuicConnectionCloseEvent close = peerClose();
        if (close != null && !close.isApplicationClose() && close.error() == NO_APPLICATION_PROTOCOL) {
            return new DialFailure(DialFailure.Reason.UNSUPPORTED, remote() + " has no media");
        }
        return super.failure();
    }

    @Override
    protected void failed(DialFailure failure) {
        scope.counters().increment(TransportCounter.MEDIA_OPEN_FAILED);
        onAnswered.run();
        scope.listener().onMediaFailed(operation, failure);
    }
}
