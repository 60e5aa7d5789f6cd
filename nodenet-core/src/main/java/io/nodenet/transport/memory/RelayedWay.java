package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.transport.relay.RelaySide;
import io.nodenet.transport.relay.RelayVerdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way between two hosts through a relay session of a third one: two links, three NATs, and the limits of the relay.
 *
 * <p>What the relay drops is sent again, as QUIC does, so a frame is late and not lost; once the session has ended nothing passes any more.
 */
final class RelayedWay implements Way {
    /** A frame crosses the relay in datagrams of this size. */
    static final int DATAGRAM_BYTES = 1_200;

    private static final int ACKNOWLEDGEMENT_BYTES = 40;

    /** When something is sent again that was too much for the relay: its sender notices by what was not acknowledged. */
    private static final long SHAPED_NANOS = Duration.ofMillis(50).toNanos();

    /** When something is sent again of which nothing was heard. */
    private static final long UNHEARD_NANOS = Duration.ofSeconds(1).toNanos();

    private final HostScope from;
    private final HostScope to;
    private final MemoryRelay relay;
    private final RelaySide entrance;
    private final Links links;
    private @Nullable RelayedWay back;
    private Endpoint remote;
    private IpPort destination;
    private IpPort source;
    private int passedBytes;

    private RelayedWay(HostScope from, HostScope to, MemoryRelay relay, RelaySide entrance, Path first) {
        this.from = from;
        this.to = to;
        this.relay = relay;
        this.entrance = entrance;
        this.links = from.links();
        if (first.source() == null || first.destination() == null) {
            throw new IllegalArgumentException("Relays have IP addresses");
        }
        this.source = first.source();
        this.destination = first.destination();
        this.remote = Endpoint.quic(destination.text());
    }

    /**
     * Returns the way from the host that dials to the one that accepts.
     *
     * @param dialed the way from the dialer to the relay
     * @param entrance the port of the relay that it has dialed
     * @param answered the way from the acceptor to the relay
     */
    static RelayedWay between(
            HostScope dialer, Path dialed, MemoryRelay.Port entrance, HostScope acceptor, Path answered) {
        MemoryRelay relay = entrance.relay();
        RelayedWay there = new RelayedWay(dialer, acceptor, relay, entrance.side(), dialed);
        RelayedWay back =
                new RelayedWay(acceptor, dialer, relay, entrance.side().other(), answered);
        there.back = back;
        back.back = there;
        return there;
    }

    @Override
    public RelayedWay back() {
        RelayedWay other = back;
        if (other == null) {
            throw new IllegalStateException("Half a way");
        }
        return other;
    }

    @Override
    public Endpoint remote() {
        return remote;
    }

    @Override
    public long transitNanos() {
        return links.transitNanos(from.id(), relay.host().id())
                + links.transitNanos(relay.host().id(), to.id());
    }

    @Override
    public long serializationNanos(int bytes) {
        return Math.max(
                links.serializationNanos(from.id(), relay.host().id(), bytes),
                links.serializationNanos(relay.host().id(), to.id(), bytes));
    }

    @Override
    public boolean isCut() {
        return links.isCut(from.id(), relay.host().id())
                || links.isCut(relay.host().id(), to.id());
    }

    /** Has the datagrams of a frame pass one by one; those that have passed are not sent again. */
    @Override
    public long passNanos(int bytes) {
        do {
            int datagram = Math.min(DATAGRAM_BYTES, bytes - passedBytes);
            long againNanos = passDatagram(datagram);
            if (againNanos > 0) {
                return againNanos;
            }
            passedBytes += datagram;
        } while (passedBytes < bytes);
        passedBytes = 0;
        return 0;
    }

    @Override
    public boolean carriesDatagram(int bytes) {
        return passDatagram(bytes) == 0;
    }

    private long passDatagram(int bytes) {
        if (!relay.isOpen()) {
            return NEVER;
        }
        if (!relay.isReached(entrance, new Path(source, destination))) {
            return UNHEARD_NANOS;
        }
        RelayVerdict verdict = relay.take(entrance, source, bytes);
        if (verdict != RelayVerdict.CARRIED) {
            return verdict == RelayVerdict.SHAPED ? SHAPED_NANOS : UNHEARD_NANOS;
        }
        return leavesTowardReceiver() ? 0 : UNHEARD_NANOS;
    }

    /** Returns whether what leaves the relay gets to the receiver, which follows if the NAT of the relay has given its port another one. */
    private boolean leavesTowardReceiver() {
        Path exit = relay.onward(entrance.other());
        RelayedWay other = back();
        if (exit == null
                || exit.source() == null
                || exit.destination() == null
                || !other.source.equals(exit.destination())
                || !to.admits(exit.source(), other.source.port())) {
            return false;
        }
        if (!exit.source().equals(other.destination)) {
            other.destination = exit.source();
            other.remote = Endpoint.quic(exit.source().text());
        }
        return true;
    }

    /** If the NAT has forgotten the sender and gives it another port, the relay follows as soon as something arrives from there. */
    @Override
    public boolean use() {
        IpPort now = from.outbound(destination);
        if (now != null) {
            source = now;
        }
        return false;
    }

    @Override
    public boolean acknowledge() {
        use();
        passDatagram(ACKNOWLEDGEMENT_BYTES);
        return false;
    }

    @Override
    public boolean carriesFarewell() {
        return relay.isOpen();
    }

    @Override
    public boolean isIndirect() {
        return true;
    }
}
