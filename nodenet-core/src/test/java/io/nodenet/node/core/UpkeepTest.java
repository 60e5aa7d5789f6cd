package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Identity;
import io.nodenet.node.core.port.CoreConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a node looks at its edges. */
class UpkeepTest {
    private static final long SOON_NANOS = Duration.ofMillis(200).toNanos();

    private final Overlay overlay = new Overlay(31);

    private SimNode node() {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(identity, CoreConfig.of(identity, 0).build());
        node.start();
        return node;
    }

    private long untilNextTimerNanos(SimNode node) {
        return node.core().nextDeadline() - overlay.time().nanos();
    }

    @Test
    void messageOfSomebodyKnownIsNoReasonToLookAtTheEdges() {
        SimNode node = node();
        SimNode peer = overlay.node();
        overlay.edge(peer, node);
        peer.send(node.id(), "first");
        overlay.runFor(Duration.ofSeconds(30));
        overlay.time().runUntil(() -> untilNextTimerNanos(node) > SOON_NANOS, Duration.ofMinutes(1));
        int delivered = node.texts().size();

        peer.send(node.id(), "second");
        overlay.time().runUntil(() -> node.texts().size() > delivered, Duration.ofMillis(50));

        assertThat(node.texts()).hasSize(delivered + 1);
        assertThat(untilNextTimerNanos(node)).isGreaterThan(SOON_NANOS / 2);
    }
}
