package io.nodenet.transport.quic;

import io.netty.channel.EventLoop;
import io.nodenet.transport.EnumCounters;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;

/**
 * What all connections of one transport share.
 *
 * @param config the settings
 * @param eventLoop the Netty loop
 * @param loop the same loop as the node sees it
 * @param flushes serves connections once per turn
 * @param counters the counters of the transport
 * @param live the QUIC connections that have not ended
 * @param trust knows which NodeID a handshake proved
 * @param listener the node
 */
record ConnectionScope(
        QuicConfig config,
        EventLoop eventLoop,
        EventLoopNodeLoop loop,
        FlushQueue flushes,
        EnumCounters<TransportCounter> counters,
        LiveChannels live,
        PeerTrustManager trust,
        TransportListener listener) {}
