package io.nodenet.transport.memory;

import io.netty.buffer.ByteBuf;
import io.nodenet.NodeStateException;
import io.nodenet.address.IpPort;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TimeSource;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What all connections of one host share. */
final class HostScope {
    private static final int MIN_SWEPT = 16;

    private final NodeId id;
    private final VirtualTime time;
    private final VirtualLoop loop;
    private final Links links;
    private @Nullable AddressTranslation nat;
    private byte @Nullable [] externalAddress;
    private final @Nullable IpPort inside;
    private final EnumCounters<TransportCounter> counters = new EnumCounters<>(TransportCounter.class);
    /** Those that were retained when they were handed out; those among them that were released since are swept out now and then. */
    private final List<ByteBuf> retained = new ArrayList<>();

    private int sweptAt = MIN_SWEPT;
    private @Nullable TransportListener listener;
    private volatile Entrance entrance;

    /**
     * How the threads of applications get to the host.
     *
     * @param executor runs tasks where the host lives
     * @param clock the time of the host, for any thread
     */
    record Entrance(Executor executor, TimeSource clock) {}

    /**
     * Creates what the connections of a host share.
     *
     * @param nat what translates the addresses of the host, null for nothing
     * @param inside where the host sends from, as the NAT sees it; null for a host without an IP address
     */
    HostScope(
            NodeId id,
            VirtualTime time,
            Links links,
            Duration clockSkew,
            @Nullable AddressTranslation nat,
            @Nullable IpPort inside) {
        this.id = id;
        this.nat = nat;
        this.inside = inside;
        this.time = time;
        this.loop = new VirtualLoop(time, clockSkew.toNanos());
        this.links = links;
        this.entrance = new Entrance(Runnable::run, loop.time());
    }

    /** Opens the host to other threads than the one that lets time pass. */
    void open(Entrance toOthers) {
        entrance = toOthers;
    }

    /** Runs a task in a later turn. Any thread, if the host is open to it. */
    void later(Runnable task) {
        entrance.executor.execute(() -> loop.execute(task));
    }

    /** Returns the time of the host. Any thread, if the host is open to it. */
    TimeSource clock() {
        return entrance.clock;
    }

    /**
     * Puts the host behind another NAT.
     *
     * @param external the address of that one, from which the host seems to send from now on
     */
    void replaceNat(AddressTranslation other, byte[] external) {
        nat = other;
        externalAddress = external.clone();
    }

    /** Returns whether what the host sends still seems to come from an address, whatever the port. */
    boolean isAt(IpPort seen) {
        return externalAddress == null || Arrays.equals(externalAddress, seen.address());
    }

    /** Returns whether a NAT translates what the host sends and hears. */
    boolean isBehindNat() {
        return nat != null;
    }

    /** Returns where the host sends from, as its NAT sees it; null for a host without an IP address. */
    @Nullable
    IpPort inside() {
        return inside;
    }

    /**
     * Lets a datagram out from where the host sends.
     *
     * @return where it seems to come from, null if it does not pass the NAT, or this host has no IP address
     */
    @Nullable
    IpPort outbound(IpPort destination) {
        return inside == null ? null : outbound(inside, destination);
    }

    /** The same from any port of the host. */
    @Nullable
    IpPort outbound(IpPort from, IpPort destination) {
        return nat == null ? from : nat.outbound(from, destination, now());
    }

    /** Returns the port of the host to which an external port leads, -1 if to none. */
    int insidePort(int port) {
        return nat == null ? port : nat.insidePort(port);
    }

    /** Returns whether a datagram gets in to the port from which the host sends. */
    boolean isReached(Path path) {
        return inside == null || isReached(inside, path);
    }

    /** The same for any port of the host. */
    boolean isReached(IpPort port, Path path) {
        IpPort source = path.source();
        IpPort destination = path.destination();
        return source == null
                || destination == null
                || (insidePort(destination.port()) == port.port() && admits(source, destination.port()));
    }

    /** Returns whether a datagram to one of the external ports of the host gets in. */
    boolean admits(IpPort source, int port) {
        return nat == null || nat.admits(source, port, now());
    }

    /** Has the NAT forget every mapping. */
    void restartNat() {
        if (nat != null) {
            nat.flush();
        }
    }

    NodeId id() {
        return id;
    }

    VirtualTime time() {
        return time;
    }

    long now() {
        return time.nanos();
    }

    VirtualLoop loop() {
        return loop;
    }

    Links links() {
        return links;
    }

    EnumCounters<TransportCounter> counters() {
        return counters;
    }

    /** Sets the listener, once. */
    void listen(TransportListener theListener) {
        listener = theListener;
    }

    /** Returns whether there is a listener. */
    boolean isListening() {
        return listener != null;
    }

    TransportListener listener() {
        TransportListener current = listener;
        if (current == null) {
            throw new NodeStateException("The transport is not started");
        }
        return current;
    }

    /** Takes note of a frame that the listener has seen. */
    void handedOut(ByteBuf frame) {
        if (frame.refCnt() > 1) {
            retained.add(frame);
            if (retained.size() > sweptAt) {
                sweptAt = Math.max(MIN_SWEPT, 2 * retainedFrames());
            }
        }
    }

    /** Returns how many frames the listener has retained and not released yet. */
    int retainedFrames() {
        retained.removeIf(frame -> frame.refCnt() == 1);
        return retained.size();
    }
}
