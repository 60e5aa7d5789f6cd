package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Identity;
import io.nodenet.node.core.port.CoreConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkChangeTest {
    private static final String LOOKUP = "04";

    private final Overlay overlay = new Overlay(17);

    @Test
    void nodeWhoseAddressesChangeLooksItselfUpAsIfItWereNew() {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(identity, CoreConfig.of(identity, 0).build());
        node.start();
        Puppet peer = overlay.puppet().answeringPings();
        overlay.edge(node, peer, true);
        overlay.runFor(Duration.ofMinutes(10));
        peer.heard();
        overlay.runFor(Duration.ofSeconds(2));
        int before = peer.heard(LOOKUP).size();

        node.input(core -> core.onLocalEndpoints(List.of(node.endpoint())));
        overlay.runFor(Duration.ofSeconds(2));

        assertThat(peer.heard(LOOKUP)).hasSizeGreaterThan(before);
    }
}
