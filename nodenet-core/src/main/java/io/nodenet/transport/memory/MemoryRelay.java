package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.relay.RelayQuota;
import io.nodenet.transport.relay.RelaySide;
import io.nodenet.transport.relay.RelaySplice;
import io.nodenet.transport.relay.RelayVerdict;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One relay session of a host in memory: two of its ports, and what goes on from one to the other. */
final class MemoryRelay {
    private final HostScope host;
    private final long session;
    private final RelayQuota.Share share;
    private final RelaySplice splice;
    private final IpPort callerSide;
    private final IpPort calleeSide;
    private boolean open = true;

    /** One of the two ports. */
    record Port(MemoryRelay relay, RelaySide side) {}

    /**
     * Opens a session.
     *
     * @param callerSide where the host sends to the caller from, as its NAT sees it
     * @param calleeSide the same to the callee
     */
    MemoryRelay(
            HostScope host,
            long session,
            RelayQuota.Share share,
            RelaySplice splice,
            IpPort callerSide,
            IpPort calleeSide) {
        this.host = host;
        this.session = session;
        this.share = share;
        this.splice = splice;
        this.callerSide = callerSide;
        this.calleeSide = calleeSide;
    }

    long session() {
        return session;
    }

    HostScope host() {
        return host;
    }

    /** Returns the port of a side as the NAT of the host sees it. */
    IpPort inside(RelaySide side) {
        return side == RelaySide.CALLER ? callerSide : calleeSide;
    }

    boolean isOpen() {
        return open;
    }

    boolean isIdle() {
        return splice.isIdle(host.now());
    }

    void close() {
        open = false;
        share.close();
    }

    /** Returns whether a datagram gets as far as the port of a side. */
    boolean isReached(RelaySide side, Path path) {
        return open && host.isReached(inside(side), path);
    }

    /**
     * Takes a datagram that has reached the port of a side.
     *
     * @return what the host has made of it; if it was carried, it is {@link #onward} from there
     */
    RelayVerdict take(RelaySide at, IpPort source, int bytes) {
        InetSocketAddress from = Objects.requireNonNull(source.toSocketAddress());
        RelayVerdict verdict = splice.arrived(at, from, bytes, host.now());
        EnumCounters<TransportCounter> counters = host.counters();
        counters.increment(verdict.counter());
        if (verdict == RelayVerdict.CARRIED) {
            counters.add(TransportCounter.RELAY_BYTES, bytes);
        }
        return verdict;
    }

    /** Returns the way on from the port of a side to its peer, null if there is none. */
    @Nullable
    Path onward(RelaySide side) {
        InetSocketAddress peer = splice.peer(side);
        return peer == null ? null : pathFrom(side, IpPort.of(peer));
    }

    /** Returns the way from the port of a side to any place, of which the NAT of the host takes note; null if it does not let it out. */
    @Nullable
    Path pathFrom(RelaySide side, IpPort destination) {
        IpPort source = host.outbound(inside(side), destination);
        return source == null ? null : new Path(source, destination);
    }

    /** Returns the address of a side as this host knows it. */
    Endpoint endpoint(RelaySide side) {
        return Endpoint.quic(inside(side).text());
    }
}
