package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.transport.quic.QuicTransport;
import java.time.Duration;

/** Applies {@code nodenet.transport.quic.*} to a transport. */
final class QuicSettings {
    private static final String PREFIX = "nodenet.transport.quic.";
    private static final int MAX_PORT = 65_535;
    private static final Duration LEAST_IDLE = Duration.ofSeconds(30);

    private QuicSettings() {}

    static void apply(NodenetProperties.Quic quic, QuicTransport.Builder builder) {
        if (quic.port() < 0 || quic.port() > MAX_PORT) {
            throw Settings.refused(
                    PREFIX + "port", quic.port(), "Choose a port from 1 to 65535, or 0 for any free one.");
        }
        if (quic.idleTimeout().compareTo(LEAST_IDLE) < 0) {
            throw Settings.refused(
                    PREFIX + "idle-timeout",
                    quic.idleTimeout(),
                    "Idle neighbours are pinged after 25 seconds at the latest: choose 30s or more.");
        }
        Settings.check(PREFIX + "address", quic.address(), () -> builder.bind(quic.address(), quic.port()));
        builder.maxInbound(atLeastOne("max-inbound", quic.maxInbound()))
                .maxInboundPerAddress(atLeastOne("max-inbound-per-address", quic.maxInboundPerAddress()))
                .idleTimeout(quic.idleTimeout())
                .firstFrameTimeout(quic.firstFrameTimeout())
                .sendDeadline(quic.sendDeadline());
        Settings.check(
                PREFIX + "handshake-timeout",
                quic.handshakeTimeout(),
                () -> builder.handshakeTimeout(quic.handshakeTimeout()));
        Settings.check(PREFIX + "frame-timeout", quic.frameTimeout(), () -> builder.frameTimeout(quic.frameTimeout()));
    }

    private static int atLeastOne(String key, int value) {
        if (value < 1) {
            throw Settings.refused(PREFIX + key, value, "Choose 1 or more.");
        }
        return value;
    }
}
