package io.nodenet.transport.quic;

import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;

/** Sets up every connection that the server codec creates. */
final class AcceptedChannels extends ChannelInitializer<QuicChannel> {
    private final ConnectionScope scope;
    private final InboundAdmission admission;
    private final PeerPaths paths;
    private final TlsContexts tls;

    AcceptedChannels(ConnectionScope scope, InboundAdmission admission, PeerPaths paths, TlsContexts tls) {
        this.scope = scope;
        this.admission = admission;
        this.paths = paths;
        this.tls = tls;
    }

    @Override
    protected void initChannel(QuicChannel channel) {
        PeerPath path = paths.takeNewest();
        if (path == null) {
            // a late first packet of a connection that has just ended
            Failures.log("close a late connection", channel.close());
            return;
        }
        tls.forgetTickets();
        channel.pipeline().addLast(new AcceptedChannelHandler(scope, admission, paths, path));
    }
}
