package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.node.NodeBuilder;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.Transport;
import io.nodenet.transport.quic.QuicTransportBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Applies {@code nodenet.transport.quic.*} and the limits of {@code nodenet.relay.*} to a transport. */
final class QuicSettings {
    private static final String PREFIX = "nodenet.transport.quic.";
    private static final int MAX_PORT = 65_535;

    /** Idle neighbours are pinged after at most 25 seconds. */
    private static final Duration MIN_IDLE_TIMEOUT = Duration.ofSeconds(30);

    private static final String RELAY = "nodenet.relay.";
    private static final DataSize MIN_BANDWIDTH = DataSize.ofKilobytes(16);

    private QuicSettings() {}

    static void apply(NodenetProperties.Relay relay, QuicTransportBuilder builder) {
        RelayLimits defaults = RelayLimits.DEFAULTS;
        builder.relayLimits(new RelayLimits(
                requireSessions(relay.maxSessions(), defaults.maxSessions()),
                bytes("session-bandwidth", relay.sessionBandwidth(), defaults.bytesPerSecond()),
                bytes("total-bandwidth", relay.totalBandwidth(), defaults.totalBytesPerSecond()),
                defaults.idle()));
    }

    private static int requireSessions(@Nullable Integer sessions, int byDefault) {
        if (sessions != null) {
            Settings.requireRange(RELAY + "max-sessions", sessions, 1, NodeBuilder.MAX_RELAY_SESSIONS);
        }
        return sessions == null ? byDefault : sessions;
    }

    /** Returns a number of bytes, which must suffice for the largest datagram. */
    private static long bytes(String property, @Nullable DataSize size, long byDefault) {
        Settings.requireAtLeast(RELAY + property, size, MIN_BANDWIDTH);
        return size == null ? byDefault : size.toBytes();
    }

    static void apply(NodenetProperties.Quic quic, QuicTransportBuilder builder) {
        Settings.requireRange(PREFIX + "port", quic.port(), 0, MAX_PORT);
        Settings.map(PREFIX + "address", quic.address()).to(address -> builder.bind(address, quic.port()));
        Settings.requireAtLeast(PREFIX + "max-inbound", quic.maxInbound(), 1)
                .to(Transport::maxInboundFor, builder::maxInbound);
        Settings.requireAtLeast(PREFIX + "max-inbound-per-address", quic.maxInboundPerAddress(), 1)
                .to(builder::maxInboundPerAddress);
        Settings.map(PREFIX + "handshake-timeout", quic.handshakeTimeout()).to(builder::handshakeTimeout);
        Settings.map(PREFIX + "first-frame-timeout", quic.firstFrameTimeout()).to(builder::firstFrameTimeout);
        Settings.map(PREFIX + "frame-timeout", quic.frameTimeout()).to(builder::frameTimeout);
        Settings.requireTime(PREFIX + "idle-timeout", quic.idleTimeout(), MIN_IDLE_TIMEOUT)
                .to(builder::idleTimeout);
        Settings.map(PREFIX + "send-deadline", quic.sendDeadline()).to(builder::sendDeadline);
    }
}
