package io.nodenet.transport.quic.relay;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.nodenet.address.Endpoint;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.socket.LocalEndpoints;
import io.nodenet.transport.quic.socket.QuicNativeSupport;
import io.nodenet.transport.quic.socket.UdpBootstrap;
import io.nodenet.transport.relay.RelayQuota;
import io.nodenet.transport.relay.RelaySide;
import io.nodenet.transport.relay.RelaySplice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The relay sessions of a transport: opens them within the limits, ends those that carry nothing, and tells the listener. The loop only.
 *
 * <p>A session costs two sockets, of which the system holds {@link #SOCKET_BUFFER} in each direction at most, and no thread.
 */
public final class RelaySockets {
    /** What the system holds for each socket in each direction: half a second of a session. */
    static final int SOCKET_BUFFER = 131_072;

    /** A socket takes no more as soon as anything waits that it has not sent. */
    private static final WriteBufferWaterMark NOTHING_WAITS = new WriteBufferWaterMark(1, 1);

    private static final long CHECK_NANOS = Duration.ofSeconds(15).toNanos();

    private final Parts parts;
    private final RelayLimits limits;
    private final RelayQuota quota;
    private final RelayPlane plane;
    private final Map<Long, RelaySession> sessions = new LinkedHashMap<>();
    private NodeLoop.@Nullable Timer check;
    private boolean closed;

    /** Knows from which address of this host packets to a peer leave. */
    @FunctionalInterface
    public interface Ways {
        /**
         * Returns the address.
         *
         * @throws NoRouteToHostException if there is no way to the peer
         */
        InetAddress towards(InetSocketAddress peer) throws NoRouteToHostException;
    }

    /** What sessions are made of. */
    public record Parts(
            QuicNativeSupport support,
            EventLoop eventLoop,
            EventLoopNodeLoop loop,
            Ways ways,
            EnumCounters<TransportCounter> counters,
            TransportListener listener) {}

    /** Creates a transport without sessions. */
    public RelaySockets(Parts parts, RelayLimits limits) {
        this.parts = parts;
        this.limits = limits;
        this.quota = new RelayQuota(limits);
        this.plane = new RelayPlane(parts.loop, parts.counters);
    }

    /**
     * Opens a session; the listener is told in a later turn.
     *
     * @throws IllegalArgumentException if there is one of this number
     */
    public void open(long session, Endpoint caller, Endpoint callee) {
        if (sessions.containsKey(session)) {
            throw new IllegalArgumentException("There is a relay session " + session + " already");
        }
        InetSocketAddress callerSeen = caller.toSocketAddress();
        InetSocketAddress calleeSeen = callee.toSocketAddress();
        if (closed || callerSeen == null || calleeSeen == null) {
            refuse(session, closed ? "the transport is closing" : "no literal addresses: " + caller + ", " + callee);
            return;
        }
        RelayQuota.Share share = quota.open(); // before the system is asked for anything
        if (share == null) {
            refuse(session, "as many relay sessions as may be: " + limits.maxSessions());
            return;
        }
        try {
            InetAddress callerSide = parts.ways.towards(callerSeen);
            InetAddress calleeSide = parts.ways.towards(calleeSeen);
            RelaySplice splice = new RelaySplice(
                    share, callerSeen.getAddress(), calleeSeen.getAddress(), limits.idle(), parts.loop.nanos());
            RelaySession opening =
                    new RelaySession(share, splice, plane, new Announcement(session, callerSeen, calleeSeen));
            sessions.put(session, opening);
            opening.open(reader -> bind(reader, callerSide), reader -> bind(reader, calleeSide));
            armCheck();
        } catch (NoRouteToHostException e) {
            share.close();
            refuse(session, String.valueOf(e.getMessage()));
        }
    }

    private ChannelFuture bind(RelaySocket reader, InetAddress address) {
        return UdpBootstrap.of(parts.support, parts.eventLoop, address, SOCKET_BUFFER, reader)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, NOTHING_WAITS)
                .option(ChannelOption.AUTO_READ, false) // until both sockets are there
                .bind(new InetSocketAddress(address, 0));
    }

    private void refuse(long session, String reason) {
        parts.counters.increment(TransportCounter.RELAY_REFUSED);
        parts.loop.execute(() -> parts.listener.onRelayRefused(session, reason));
    }

    /** Ends a session; without effect if there is none. */
    public void close(long session) {
        RelaySession ending = sessions.remove(session);
        if (ending != null) {
            ending.close();
        }
    }

    /** Ends the sessions at an address that this host has no longer. */
    public void abandon(InetAddress address) {
        endThose(session -> session.isAt(address));
    }

    /** Ends all sessions without a call, and opens no more. */
    public void closeAll() {
        closed = true;
        List.copyOf(sessions.keySet()).forEach(this::close);
    }

    /** Returns how many sessions there are. */
    public int size() {
        return sessions.size();
    }

    private void armCheck() {
        if (check == null && !sessions.isEmpty()) {
            check = parts.loop.schedule(
                    this::endIdle, Math.min(CHECK_NANOS, limits.idle().toNanos()));
        }
    }

    private void endIdle() {
        check = null;
        long now = parts.loop.nanos();
        endThose(session -> session.isIdle(now));
        armCheck();
    }

    private void endThose(Predicate<RelaySession> which) {
        Map.copyOf(sessions).forEach((number, session) -> {
            if (which.test(session) && sessions.remove(number, session)) {
                session.close();
                parts.listener.onRelayClosed(number);
            }
        });
    }

    /** Tells the listener how the opening of a session has ended. */
    private final class Announcement implements RelaySession.Outcome {
        private final long number;
        private final InetSocketAddress callerSeen;
        private final InetSocketAddress calleeSeen;

        Announcement(long number, InetSocketAddress callerSeen, InetSocketAddress calleeSeen) {
            this.number = number;
            this.callerSeen = callerSeen;
            this.calleeSeen = calleeSeen;
        }

        @Override
        public void opened(InetSocketAddress callerSide, InetSocketAddress calleeSide) {
            RelaySession session = sessions.get(number);
            if (session != null) {
                parts.counters.increment(TransportCounter.RELAY_SESSIONS);
                session.punch(RelaySide.CALLER, callerSeen);
                session.punch(RelaySide.CALLEE, calleeSeen);
                parts.listener.onRelayOpened(
                        number, LocalEndpoints.bound(callerSide), LocalEndpoints.bound(calleeSide));
            }
        }

        @Override
        public void failed(Throwable cause) {
            sessions.remove(number);
            refuse(number, "no socket for a relay session: " + cause.getMessage());
        }
    }
}
