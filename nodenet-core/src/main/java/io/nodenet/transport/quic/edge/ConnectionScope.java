package io.nodenet.transport.quic.edge;

import io.netty.channel.EventLoop;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.loop.FlushQueue;
import io.nodenet.transport.quic.tls.PeerTrustManager;

/**
 * What all connections of one transport share.
 *
 * @param settings the settings of each
 * @param eventLoop the Netty loop
 * @param loop the same loop as the node sees it
 * @param flushes serves connections once per turn
 * @param counters the counters of the transport
 * @param live the QUIC connections that have not ended
 * @param trust knows which NodeID a handshake proved
 * @param listener the node
 * @param buffers what the edges use in turn
 */
public record ConnectionScope(
        EdgeSettings settings,
        EventLoop eventLoop,
        EventLoopNodeLoop loop,
        FlushQueue flushes,
        EnumCounters<TransportCounter> counters,
        LiveChannels live,
        PeerTrustManager trust,
        TransportListener listener,
        EdgeBuffers buffers) {}
