package io.nodenet.transport.quic.relay;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DatagramPacket;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.socket.SendFailure;
import io.nodenet.transport.quic.socket.UdpBootstrap;
import io.nodenet.transport.relay.RelaySide;
import io.nodenet.transport.relay.RelaySplice;
import io.nodenet.transport.relay.RelayVerdict;

/** What all relay sockets of a transport share; counts each datagram that they receive once. The loop only. */
final class RelayPlane {
    private final EventLoopNodeLoop loop;
    private final EnumCounters<TransportCounter> counters;
    private final ChannelFutureListener failures;
    private final ReadRounds rounds;

    RelayPlane(EventLoopNodeLoop loop, EnumCounters<TransportCounter> counters) {
        this.loop = loop;
        this.counters = counters;
        this.failures = SendFailure.counting(counters);
        this.rounds = new ReadRounds(loop);
    }

    EventLoopNodeLoop loop() {
        return loop;
    }

    /** Returns what counts a send that failed. */
    ChannelFutureListener failures() {
        return failures;
    }

    ReadRounds rounds() {
        return rounds;
    }

    /**
     * Decides on a datagram, and counts it.
     *
     * @param congested whether the socket toward its receiver takes no more
     */
    boolean mayPass(RelaySplice splice, RelaySide side, DatagramPacket packet, boolean congested) {
        int bytes = packet.content().readableBytes();
        TransportCounter counter = bytes < UdpBootstrap.DATAGRAM_SLOT
                ? outcome(splice.arrived(side, packet.sender(), bytes, loop.nanos()), bytes, congested)
                : TransportCounter.RELAY_UNSENDABLE; // it fills its slot: the rest of it is lost
        counters.increment(counter);
        if (counter != TransportCounter.RELAY_DATAGRAMS) {
            return false;
        }
        counters.add(TransportCounter.RELAY_BYTES, bytes);
        return true;
    }

    /** An empty datagram counts for the session and goes no further: Netty skips it, and sends the one behind it twice. */
    private static TransportCounter outcome(RelayVerdict verdict, int bytes, boolean congested) {
        if (verdict != RelayVerdict.CARRIED) {
            return verdict.counter();
        }
        if (bytes == 0) {
            return TransportCounter.RELAY_UNSENDABLE;
        }
        return congested ? TransportCounter.RELAY_CONGESTED : verdict.counter();
    }
}
