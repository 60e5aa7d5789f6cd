package io.nodenet.transport.quic.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.nodenet.address.Endpoint;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.relay.RelayQuota;
import io.nodenet.transport.relay.RelaySide;
import io.nodenet.transport.relay.RelaySplice;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one socket of a relay session reads and the other one sends, without sockets. */
class RelaySocketTest {
    private final InetSocketAddress caller = address("203.0.113.1:1000");
    private final InetSocketAddress callee = address("203.0.113.2:1000");
    private final InetSocketAddress own = address("198.51.100.1:1000");
    private final EnumCounters<TransportCounter> counters = new EnumCounters<>(TransportCounter.class);
    private final EmbeddedChannel exit = new EmbeddedChannel();
    private final EmbeddedChannel entrance = new EmbeddedChannel();
    private final RelaySplice splice = new RelaySplice(
            Objects.requireNonNull(new RelayQuota(RelayLimits.DEFAULTS).open()),
            null,
            null,
            RelayLimits.DEFAULTS.idle(),
            0);

    private static InetSocketAddress address(String text) {
        return Objects.requireNonNull(Endpoint.quic(text).toSocketAddress());
    }

    @BeforeEach
    void join() {
        RelayPlane plane = new RelayPlane(new EventLoopNodeLoop(entrance.eventLoop()), counters);
        RelaySocket reader = new RelaySocket(RelaySide.CALLER, splice, plane);
        reader.joinTo(exit);
        entrance.pipeline().addLast(reader);
        splice.arrived(RelaySide.CALLEE, callee, 4, 0);
    }

    private DatagramPacket packet(InetSocketAddress from, int length) {
        ByteBuf payload = Unpooled.directBuffer().writeZero(length);
        return new DatagramPacket(payload, own, from);
    }

    private long count(TransportCounter counter) {
        return counters.get(counter);
    }

    @Test
    void bufferThatWasReceivedIsTheOneThatIsSent() {
        DatagramPacket packet = packet(caller, 1_350);
        entrance.writeInbound(packet);

        DatagramPacket sent = exit.readOutbound();
        assertThat(sent.content()).isSameAs(packet.content());
        assertThat(sent.recipient()).isEqualTo(callee);
        assertThat(sent.refCnt()).isOne();
        sent.release();
    }

    @Test
    void whatIsDroppedIsReleased() {
        entrance.writeInbound(packet(caller, 1));
        ((DatagramPacket) exit.readOutbound()).release();
        for (DatagramPacket packet :
                new DatagramPacket[] {packet(callee, 9), packet(caller, 0), packet(caller, 2_048)}) {
            entrance.writeInbound(packet);
            assertThat(packet.refCnt()).isZero();
        }
        assertThat(exit.outboundMessages()).isEmpty();
        assertThat(count(TransportCounter.RELAY_FOREIGN_SOURCE)).isOne();
        assertThat(count(TransportCounter.RELAY_UNSENDABLE)).isEqualTo(2);
    }

    @Test
    void nothingIsHeldForASocketThatTakesNoMore() {
        Objects.requireNonNull(exit.unsafe().outboundBuffer()).setUserDefinedWritability(1, false);
        DatagramPacket packet = packet(caller, 1_350);
        entrance.writeInbound(packet);
        assertThat(packet.refCnt()).isZero();
        assertThat(count(TransportCounter.RELAY_CONGESTED)).isOne();
        assertThat(count(TransportCounter.RELAY_DATAGRAMS)).isZero();

        Objects.requireNonNull(exit.unsafe().outboundBuffer()).setUserDefinedWritability(1, true);
        entrance.writeInbound(packet(caller, 1_350));
        assertThat(count(TransportCounter.RELAY_DATAGRAMS)).isOne();
        ((DatagramPacket) exit.readOutbound()).release();
    }
}
