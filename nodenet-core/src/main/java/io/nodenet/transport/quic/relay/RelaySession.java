package io.nodenet.transport.quic.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramPacket;
import io.nodenet.transport.relay.RelayQuota;
import io.nodenet.transport.relay.RelaySide;
import io.nodenet.transport.relay.RelaySplice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** One relay session: opens its two sockets, joins them, and closes both. The loop only. */
final class RelaySession {
    private static final int PUNCH = 0x006e_7001;

    private final RelayQuota.Share share;
    private final RelaySplice splice;
    private final RelayPlane plane;
    private final Outcome outcome;
    private final Map<RelaySide, RelaySocket> readers = new EnumMap<>(RelaySide.class);
    private final Map<RelaySide, Channel> sockets = new EnumMap<>(RelaySide.class);
    private int bound;
    private boolean closed;

    /** What is told of a session that is not closed before; one of the two, once. */
    interface Outcome {
        void opened(InetSocketAddress callerSide, InetSocketAddress calleeSide);

        void failed(Throwable cause);
    }

    /** Binds a socket on the loop. */
    @FunctionalInterface
    interface Binding {
        ChannelFuture bind(RelaySocket reader);
    }

    RelaySession(RelayQuota.Share share, RelaySplice splice, RelayPlane plane, Outcome outcome) {
        this.share = share;
        this.splice = splice;
        this.plane = plane;
        this.outcome = outcome;
        for (RelaySide side : RelaySide.values()) {
            readers.put(side, new RelaySocket(side, splice, plane));
        }
    }

    /** Begins to open the two sockets. */
    void open(Binding callerSide, Binding calleeSide) {
        open(RelaySide.CALLER, callerSide);
        open(RelaySide.CALLEE, calleeSide);
    }

    private void open(RelaySide side, Binding binding) {
        RelaySocket reader = readers.get(side);
        if (closed || reader == null) {
            return;
        }
        ChannelFuture binds = binding.bind(reader);
        sockets.put(side, binds.channel());
        // a socket that cannot even be made fails on a thread of Netty's
        binds.addListener(done -> plane.loop().execute(() -> onBound(binds)));
    }

    private void onBound(ChannelFuture binds) {
        if (closed) {
            binds.channel().close();
        } else if (binds.cause() != null) {
            close();
            outcome.failed(binds.cause());
        } else if (++bound == RelaySide.values().length) {
            join();
        }
    }

    private void join() {
        readers.forEach((side, reader) -> reader.joinTo(socket(side.other())));
        sockets.values().forEach(socket -> socket.config().setAutoRead(true));
        outcome.opened(localAddress(RelaySide.CALLER), localAddress(RelaySide.CALLEE));
    }

    private Channel socket(RelaySide side) {
        return Objects.requireNonNull(sockets.get(side));
    }

    private InetSocketAddress localAddress(RelaySide side) {
        return (InetSocketAddress) socket(side).localAddress();
    }

    /**
     * Sends a punch to a peer: a NAT or a firewall before this host then lets in what comes from there. No peer takes it for anything
     * (docs/protocol/04, section 10).
     */
    void punch(RelaySide side, InetSocketAddress peer) {
        Channel socket = socket(side);
        socket.writeAndFlush(new DatagramPacket(
                        socket.alloc().directBuffer(Integer.BYTES).writeInt(PUNCH), peer))
                .addListener(plane.failures());
    }

    boolean isIdle(long nowNanos) {
        return splice.isIdle(nowNanos);
    }

    /** Returns whether one of its sockets is bound to an address. */
    boolean isAt(InetAddress address) {
        return sockets.values().stream()
                .anyMatch(socket -> socket.localAddress() instanceof InetSocketAddress local
                        && local.getAddress().equals(address));
    }

    /** Ends the session; idempotent, and nothing is told. */
    void close() {
        if (!closed) {
            closed = true;
            share.close();
            sockets.values().forEach(Channel::close);
        }
    }
}
