package io.nodenet.transport.quic.media;

import io.netty.handler.codec.quic.QuicChannel;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.media.MediaCloseCode;
import io.nodenet.transport.quic.edge.ChannelUser;
import io.nodenet.transport.quic.edge.ConnectionScope;
import io.nodenet.transport.quic.edge.MediaAcceptor;
import io.nodenet.transport.quic.socket.AddressKey;
import io.nodenet.transport.quic.socket.InboundSlots;
import io.nodenet.transport.quic.socket.LaneChannel;
import io.nodenet.transport.quic.socket.PeerPath;
import org.jspecify.annotations.Nullable;

/** Accepts the media sessions that peers open, as many as there are slots for (docs/protocol/05, section 2). */
public final class QuicMediaAcceptor implements MediaAcceptor {
    /** The code with which a connection without datagrams is closed. */
    static final int UNSUPPORTED = MediaCloseCode.UNSUPPORTED;

    /** The reason that goes with it. */
    static final String NEEDED = "media requires datagram support";

    private final MediaScope media;
    private final ConnectionScope scope;

    public QuicMediaAcceptor(MediaScope media) {
        this.media = media;
        this.scope = media.connections();
    }

    @Override
    public @Nullable ChannelUser accept(QuicChannel channel, NodeId remoteId, PeerPath path, int maxDatagram) {
        if (maxDatagram == 0) {
            return refuse(channel, TransportCounter.MEDIA_UNSUPPORTED, UNSUPPORTED, NEEDED);
        }
        AddressKey key = AddressKey.of(path.remote().getAddress());
        InboundSlots.Verdict verdict = media.slots().admit(key);
        if (verdict != InboundSlots.Verdict.ADMITTED) {
            TransportCounter counter = verdict == InboundSlots.Verdict.REFUSED_TOTAL
                    ? TransportCounter.MEDIA_REFUSED_TOTAL
                    : TransportCounter.MEDIA_REFUSED_ADDRESS;
            return refuse(channel, counter, MediaCloseCode.of(MediaCloseReason.BUSY), "");
        }
        scope.counters().increment(TransportCounter.MEDIA_ACCEPTED);
        QuicMedia session = new QuicMedia(
                media,
                channel,
                new QuicMedia.Peer(
                        remoteId,
                        path.remote(),
                        path,
                        maxDatagram,
                        () -> media.slots().release(key)));
        path.onSent(session::onSent);
        session.announce(() -> scope.listener().onMedia(session.end()));
        session.whenReady(() -> {
            scope.listener().onMediaReady(session.end());
            return true;
        });
        return session;
    }

    private @Nullable ChannelUser refuse(QuicChannel channel, TransportCounter counter, int code, String reason) {
        scope.counters().increment(counter);
        // in a turn of its own, never inside the codec's call
        scope.loop().execute(() -> ((LaneChannel) channel.parent()).close(channel, code, reason));
        return null;
    }
}
