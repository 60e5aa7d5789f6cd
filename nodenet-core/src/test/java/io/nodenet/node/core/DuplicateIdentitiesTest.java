package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DuplicateIdentitiesTest {
    private static final Endpoint HERE = Endpoint.quic("192.0.2.1:4242");
    private static final Endpoint THERE = Endpoint.quic("198.51.100.2:4242");
    private static final Duration LONG = Duration.ofSeconds(50);

    private final Overlay overlay = new Overlay(1208);
    private final SimNode node = overlay.node();
    private final NodeId peer = overlay.newId();

    /** A connection to a process that answers pings for as long as it lives. */
    private final class Living extends SinkConnection {
        private boolean alive = true;

        Living(NodeId peer, Endpoint remote, boolean outbound) {
            super(peer, remote, outbound);
        }

        @Override
        public WriteResult send(ByteBuf frame) {
            if (alive && ByteBufUtil.hexDump(frame).equals("010200")) {
                node.transport().loop().schedule(() -> say("0103020000"), Overlay.DELAY_NANOS);
            }
            return WriteResult.ACCEPTED;
        }

        void say(String frame) {
            if (!isClosed()) {
                node.onFrame(this, Unpooled.wrappedBuffer(Vectors.unhex(frame)));
            }
        }
    }

    private Living accepted(NodeId from, Endpoint remote) {
        Living connection = new Living(from, remote, false);
        connection.say("010200");
        overlay.settle();
        return connection;
    }

    private List<NodeEvent.DuplicateIdentity> warnings() {
        return node.events(NodeEvent.DuplicateIdentity.class);
    }

    @Test
    void twoProcessesThatLiveUnderOneIdentityAreNamedAndCountedOnce() {
        accepted(peer, HERE);
        overlay.runFor(LONG);
        accepted(peer, THERE);
        overlay.runFor(Duration.ofSeconds(29));
        assertThat(warnings()).isEmpty();

        overlay.runFor(Duration.ofSeconds(20));

        assertThat(warnings()).hasSize(1);
        NodeEvent.DuplicateIdentity warning = warnings().get(0);
        assertThat(warning.peer()).isEqualTo(peer);
        assertThat(List.of(warning.current(), warning.other())).containsExactlyInAnyOrder(HERE, THERE);
        assertThat(warning.needsAttention()).isTrue();
        assertThat(warning.describe()).contains(peer.toString(), HERE.text(), THERE.text(), "identity file");
        assertThat(node.count(NodeCounter.DUPLICATE_IDENTITY)).isEqualTo(1);
        assertThat(node.core().edges().at(0).isDuplicated()).isTrue();
    }

    @Test
    void itIsToldOnceAMinuteForAsLongAsItLastsHoweverManyThereAre() {
        for (int i = 0; i < 5; i++) {
            NodeId many = overlay.newId();
            accepted(many, HERE);
            accepted(many, THERE);
        }

        overlay.runFor(Duration.ofMinutes(10));

        assertThat(warnings()).hasSizeBetween(8, 10);
        assertThat(node.count(NodeCounter.DUPLICATE_IDENTITY)).isEqualTo(5);
    }

    @Test
    void itIsOverWhenOneOfThemFallsSilent() {
        Living first = accepted(peer, HERE);
        accepted(peer, THERE);
        overlay.runFor(LONG);
        assertThat(node.core().edges().at(0).isDuplicated()).isTrue();

        first.alive = false;
        overlay.runFor(Duration.ofMinutes(1));
        int told = warnings().size();

        overlay.runFor(Duration.ofMinutes(5));
        assertThat(node.core().edges().at(0).isDuplicated()).isFalse();
        assertThat(warnings()).hasSize(told);
    }

    @Test
    void processThatWasRestartedElsewhereIsNoDuplicate() {
        Living first = accepted(peer, HERE);
        first.alive = false;
        accepted(peer, THERE);

        overlay.runFor(Duration.ofMinutes(5));

        assertThat(warnings()).isEmpty();
        assertThat(node.count(NodeCounter.DUPLICATE_IDENTITY)).isZero();
    }

    @Test
    void twoConnectionsFromOneAddressAreOneProcess() {
        accepted(peer, HERE);
        accepted(peer, HERE);

        overlay.runFor(Duration.ofMinutes(5));

        assertThat(warnings()).isEmpty();
    }

    @Test
    void peerThatDialsFromAnotherAddressThanItIsDialedAtMayHaveTwoAddresses() {
        overlay.edge(node, overlay.puppet(), true);
        Puppet dialed = overlay.puppet().answeringPings();
        overlay.edge(node, dialed, true);
        accepted(dialed.id(), THERE);

        overlay.runFor(Duration.ofMinutes(5));

        assertThat(warnings()).isEmpty();
    }
}
