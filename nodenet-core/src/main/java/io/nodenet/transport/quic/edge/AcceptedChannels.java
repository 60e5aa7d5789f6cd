package io.nodenet.transport.quic.edge;

import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.nodenet.transport.quic.loop.Failures;
import io.nodenet.transport.quic.socket.InboundSlots;
import io.nodenet.transport.quic.socket.PeerPath;
import io.nodenet.transport.quic.socket.PeerPaths;
import io.nodenet.transport.quic.tls.TlsContexts;

/** Sets up every connection that the server codec creates. */
public final class AcceptedChannels extends ChannelInitializer<QuicChannel> {
    private final ConnectionScope scope;
    private final InboundSlots admission;
    private final SilentConnections silent;
    private final PeerPaths paths;
    private final TlsContexts tls;
    private final MediaAcceptor media;

    /**
     * Creates what sets them up.
     *
     * @param admission the slots of edges
     * @param media takes those that are to carry media
     */
    public AcceptedChannels(
            ConnectionScope scope, InboundSlots admission, MediaAcceptor media, PeerPaths paths, TlsContexts tls) {
        this.scope = scope;
        this.admission = admission;
        this.media = media;
        this.silent = new SilentConnections(admission);
        this.paths = paths;
        this.tls = tls;
    }

    @Override
    protected void initChannel(QuicChannel channel) {
        PeerPath path = paths.takeOpened();
        if (path == null) {
            // a late first packet of a connection that has just ended
            Failures.log("close a late connection", channel.close());
            return;
        }
        tls.forgetTickets();
        channel.pipeline().addLast(new AcceptedChannelHandler(scope, admission, silent, media, paths, path));
    }
}
