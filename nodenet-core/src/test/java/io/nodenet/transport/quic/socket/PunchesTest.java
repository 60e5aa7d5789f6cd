package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PunchesTest {
    private static final Endpoint PEER = Endpoint.quic("192.0.2.1:4242");

    private final EnumCounters<TransportCounter> counters = new EnumCounters<>(TransportCounter.class);
    private final EmbeddedChannel socket = new EmbeddedChannel();
    private final Punches punches = new Punches(remote -> socket, counters);

    @AfterEach
    void nothingIsHeld() {
        socket.finishAndReleaseAll();
    }

    private long counted() {
        return Arrays.stream(TransportCounter.values()).mapToLong(counters::get).sum();
    }

    @Test
    @Tag("vectors")
    void punchIsFourBytesThatNoQuicStackTakesForItsOwn() {
        punches.send(PEER);

        DatagramPacket packet = socket.readOutbound();
        assertThat(ByteBufUtil.hexDump(packet.content()))
                .isEqualTo(Vectors.load("nat.json").root().string("punch_datagram"));
        assertThat(packet.recipient()).isEqualTo(new InetSocketAddress("192.0.2.1", 4242));
        assertThat(socket.outboundMessages()).isEmpty();
        assertThat(counted()).isZero();
        packet.release();
    }

    /** All but loopback, which is for the node to refuse: it knows where the address came from. */
    @Test
    @Tag("vectors")
    void targetsThatMayNotBeDialedAreNotPunched() {
        Vectors.load("nat.json").each("endpoints", row -> {
            String text = row.string("endpoint");
            boolean loopback = text.startsWith("127.") || text.startsWith("[::1]") || text.startsWith("[::ffff:127.");

            punches.send(Endpoint.quic(text));

            DatagramPacket packet = socket.readOutbound();
            assertThat(packet != null).as(text).isEqualTo(row.flag("recommended_punchable") | loopback);
            ReferenceCountUtil.release(packet);
            row.ignore("plausible_reflexive", "punchable", "subnet"); // what nat decides, and the laxer recorded filter
        });
        assertThat(counted()).isZero();
    }

    @Test
    void punchForWhichThereIsNoWayIsCounted() {
        Punches lost = new Punches(
                remote -> {
                    throw new NoRouteToHostException("no route");
                },
                counters);

        lost.send(PEER);

        assertThat(counters.get(TransportCounter.SEND_UNREACHABLE)).isOne();
        assertThat(counted()).isOne();
    }

    @Test
    void punchThatTheSystemDoesNotSendIsCountedByCause() {
        socket.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
                promise.setFailure(new IOException("Operation not permitted"));
            }
        });

        punches.send(PEER);

        assertThat(counters.get(TransportCounter.SEND_FORBIDDEN)).isOne();
        assertThat(counted()).isOne();
    }

    @Test
    void punchWaitsForNoSocketThatTakesNoMore() {
        socket.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        punches.send(PEER);
        socket.unsafe().outboundBuffer().setUserDefinedWritability(1, true);

        assertThat(socket.outboundMessages()).isEmpty();
        assertThat(counters.get(TransportCounter.SEND_NO_BUFFERS)).isOne();
        assertThat(counted()).isOne();
    }
}
