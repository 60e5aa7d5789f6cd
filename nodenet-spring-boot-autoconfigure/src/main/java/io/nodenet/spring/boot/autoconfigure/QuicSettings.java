package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.transport.Transport;
import io.nodenet.transport.quic.QuicTransportBuilder;
import java.time.Duration;

/** Applies {@code nodenet.transport.quic.*} to a transport. */
final class QuicSettings {
    private static final String PREFIX = "nodenet.transport.quic.";
    private static final int MAX_PORT = 65_535;

    /** Idle neighbours are pinged after at most 25 seconds. */
    private static final Duration MIN_IDLE_TIMEOUT = Duration.ofSeconds(30);

    private QuicSettings() {}

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
