package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import org.jspecify.annotations.Nullable;

/** The way between two hosts without a third one: a link, and the NATs of both. */
final class StraightWay implements Way {
    private final HostScope from;
    private final HostScope to;
    private final Links links;
    private @Nullable StraightWay back;
    private Endpoint remote;
    private @Nullable IpPort destination;

    private StraightWay(HostScope from, HostScope to, Endpoint remote) {
        this.from = from;
        this.to = to;
        this.links = from.links();
        this.remote = remote;
        this.destination = remote.ipPort();
    }

    /**
     * Returns the way from the host that dials to the one that accepts.
     *
     * @param dialed where the one has dialed
     * @param seen where the other sees that one
     */
    static StraightWay between(HostScope dialer, Endpoint dialed, HostScope acceptor, Endpoint seen) {
        StraightWay there = new StraightWay(dialer, acceptor, dialed);
        StraightWay back = new StraightWay(acceptor, dialer, seen);
        there.back = back;
        back.back = there;
        return there;
    }

    @Override
    public StraightWay back() {
        StraightWay other = back;
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
        return links.transitNanos(from.id(), to.id());
    }

    @Override
    public long serializationNanos(int bytes) {
        return links.serializationNanos(from.id(), to.id(), bytes);
    }

    @Override
    public boolean isCut() {
        return links.isCut(from.id(), to.id());
    }

    @Override
    public long passNanos(int bytes) {
        return isOpen() ? 0 : NEVER;
    }

    @Override
    public boolean carriesDatagram(int bytes) {
        return isOpen();
    }

    /** Returns whether what is sent passes the NAT of the receiver, and comes from where the receiver has seen the sender. */
    private boolean isOpen() {
        IpPort source = back().destination;
        IpPort at = destination;
        if (source != null && at != null && !(from.isAt(source) && to.isAt(at))) {
            return false;
        }
        return !to.isBehindNat() || source == null || at == null || to.admits(source, at.port());
    }

    /** If the NAT has forgotten the sender and gives it another port, the other end follows. */
    @Override
    public boolean use() {
        IpPort target = destination;
        if (!from.isBehindNat() || target == null) {
            return false;
        }
        StraightWay other = back();
        boolean wasOpen = other.isOpen();
        IpPort source = from.outbound(target);
        IpPort before = other.destination;
        if (source != null && before != null && from.isAt(before) && !source.equals(before)) {
            other.destination = source;
            other.remote = Endpoint.quic(source.text());
        }
        return !wasOpen;
    }

    @Override
    public boolean acknowledge() {
        return use();
    }

    @Override
    public boolean carriesFarewell() {
        return true;
    }

    @Override
    public boolean isIndirect() {
        return false;
    }
}
