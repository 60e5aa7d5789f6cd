package io.nodenet.transport.quic.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DatagramPacket;
import io.nodenet.address.Endpoint;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;

/**
 * Sends the datagrams that open NATs, past the codecs: four bytes that no QUIC stack takes for its own (docs/protocol/04, section 10).
 *
 * <p>They leave from the socket from which a dial to the same target would. What the system does not send is counted by cause; nothing is
 * held for a socket that takes no more. The loop only.
 */
public final class Punches {
    private static final int PAYLOAD = 0x006e_7001;

    private final Ways ways;
    private final EnumCounters<TransportCounter> counters;
    private final ChannelFutureListener count;

    /** Knows from which socket packets to a peer leave. */
    @FunctionalInterface
    public interface Ways {
        /**
         * Returns the socket from whose address packets to a peer leave.
         *
         * @throws NoRouteToHostException if there is no way to the peer
         */
        Channel towards(InetSocketAddress remote) throws NoRouteToHostException;
    }

    public Punches(Ways ways, EnumCounters<TransportCounter> counters) {
        this.ways = ways;
        this.counters = counters;
        this.count = SendFailure.counting(counters);
    }

    /** Sends one punch, unless the target may not be dialed. */
    public void send(Endpoint target) {
        InetSocketAddress remote = DialTargets.resolve(target);
        if (remote != null) {
            try {
                send(ways.towards(remote), remote);
            } catch (NoRouteToHostException e) {
                counters.increment(TransportCounter.SEND_UNREACHABLE);
            }
        }
    }

    private void send(Channel socket, InetSocketAddress remote) {
        if (!socket.isWritable()) {
            counters.increment(TransportCounter.SEND_NO_BUFFERS);
            return;
        }
        socket.writeAndFlush(new DatagramPacket(
                        socket.alloc().directBuffer(Integer.BYTES).writeInt(PAYLOAD), remote))
                .addListener(count);
    }
}
