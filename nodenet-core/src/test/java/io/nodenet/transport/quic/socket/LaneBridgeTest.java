package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneBridgeTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 4242);

    private final EnumCounters<TransportCounter> counters = new EnumCounters<>(TransportCounter.class);
    private final CodecAddresses codecAddresses = new CodecAddresses();
    private final SystemBelow systemCalls = new SystemBelow();
    private final EmbeddedChannel socket = new EmbeddedChannel(systemCalls);
    private final EmbeddedChannel lane =
            new EmbeddedChannel(new LaneBridge(codecAddresses, () -> systemCalls.nowNanos, counters));
    private final InetSocketAddress codecAddress = new DialPaths(codecAddresses)
            .register(1, new LaneChannel(lane.alloc(), codecAddresses, () -> true), socket, PEER);

    /** The system below a socket, which refuses what a test wants it to refuse. */
    private static final class SystemBelow extends ChannelOutboundHandlerAdapter {
        final List<String> sent = new ArrayList<>();
        long nowNanos;

        @Nullable
        Exception segments;

        @Nullable
        Exception single;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            DatagramPacket packet = (DatagramPacket) message;
            boolean segmented = packet instanceof SegmentedDatagramPacket;
            Exception refusal = segmented ? segments : single;
            assertThat(packet.recipient()).isEqualTo(PEER);
            if (refusal == null) {
                sent.add((segmented ? "together " : "") + packet.content().readableBytes());
                promise.setSuccess();
            } else {
                promise.setFailure(refusal);
            }
            packet.release();
        }
    }

    @BeforeAll
    static void errorsAreThoseOfTheNativeTransport() {
        assumeTrue(Epoll.isAvailable(), "no epoll on this system");
    }

    private void writeSegments(int bytes) {
        ByteBuf content = Unpooled.wrappedBuffer(new byte[bytes]);
        lane.writeOneOutbound(new SegmentedDatagramPacket(content, 1200, codecAddress));
        lane.flushOutbound();
        assertThat(content.refCnt()).isZero();
    }

    @Test
    void packetsThatTheSystemRefusesTogetherAreSentOneByOneForAMinute() {
        systemCalls.segments = new Errors.NativeIoException("sendmsg", -22);

        writeSegments(3_000);
        assertThat(systemCalls.sent).containsExactly("1200", "1200", "600");
        assertThat(counters.get(TransportCounter.SEND_UNSEGMENTED)).isEqualTo(1);

        systemCalls.segments = null;
        systemCalls.nowNanos += WirePath.UNSEGMENTED.toNanos() - 1;
        writeSegments(2_400);
        assertThat(systemCalls.sent.subList(3, 5)).containsExactly("1200", "1200");

        systemCalls.nowNanos++;
        writeSegments(2_400);
        assertThat(systemCalls.sent.subList(5, 6)).containsExactly("together 2400");
        assertThat(counters.get(TransportCounter.SEND_FAILED)).isZero();
    }

    @Test
    void packetsThatAreRefusedForAnotherCauseAreNotTriedAgain() {
        systemCalls.segments = new Errors.NativeIoException("sendmsg", -101);

        writeSegments(3_000);

        assertThat(systemCalls.sent).isEmpty();
        assertThat(counters.get(TransportCounter.SEND_UNSEGMENTED)).isZero();
        assertThat(counters.get(TransportCounter.SEND_UNREACHABLE)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "-90, SEND_TOO_LARGE",
        "-101, SEND_UNREACHABLE",
        "-113, SEND_UNREACHABLE",
        "-1, SEND_FORBIDDEN",
        "-13, SEND_FORBIDDEN",
        "-105, SEND_NO_BUFFERS",
        "-22, SEND_FAILED"
    })
    void everyPacketThatTheSystemDoesNotSendIsCountedByCause(int error, TransportCounter counter) {
        systemCalls.single = new Errors.NativeIoException("sendto", error);

        lane.writeOneOutbound(new DatagramPacket(Unpooled.wrappedBuffer(new byte[1_200]), codecAddress));

        assertThat(counters.get(counter)).isEqualTo(1);
    }

    @Test
    void causesThatAreToldInWordsAreCountedAlike() {
        assertThat(SendFailure.counter(new IOException("Message too long"))).isEqualTo(TransportCounter.SEND_TOO_LARGE);
        assertThat(SendFailure.counter(new NoRouteToHostException("No route to host")))
                .isEqualTo(TransportCounter.SEND_UNREACHABLE);
        assertThat(SendFailure.counter(new IOException("Operation not permitted")))
                .isEqualTo(TransportCounter.SEND_FORBIDDEN);
        assertThat(SendFailure.counter(new IOException("No buffer space available")))
                .isEqualTo(TransportCounter.SEND_NO_BUFFERS);
        assertThat(SendFailure.counter(new IOException("odd"))).isEqualTo(TransportCounter.SEND_FAILED);
        assertThat(SendFailure.counter(new ClosedChannelException())).isNull();
    }

    @Test
    void writeOfTheCodecEndsWithThatOfTheSocket() {
        ChannelFuture sent = lane.writeOneOutbound(datagram(1_200));
        ChannelFuture sentTogether = lane.writeOneOutbound(segments(3_000));
        systemCalls.segments = new Errors.NativeIoException("sendmsg", -22);
        ChannelFuture sentOneByOne = lane.writeOneOutbound(segments(3_000));
        systemCalls.single = new Errors.NativeIoException("sendto", -101);
        ChannelFuture refused = lane.writeOneOutbound(datagram(1_200));
        ChannelFuture lastOneRefused = lane.writeOneOutbound(segments(3_000));

        assertThat(List.of(sent, sentTogether, sentOneByOne)).allMatch(ChannelFuture::isSuccess);
        assertThat(refused.cause()).isSameAs(systemCalls.single);
        assertThat(lastOneRefused.cause()).isSameAs(systemCalls.single);
    }

    private DatagramPacket datagram(int bytes) {
        return new DatagramPacket(Unpooled.wrappedBuffer(new byte[bytes]), codecAddress);
    }

    private SegmentedDatagramPacket segments(int bytes) {
        return new SegmentedDatagramPacket(Unpooled.wrappedBuffer(new byte[bytes]), 1200, codecAddress);
    }

    @Test
    void whatIsSentToAConnectionThatHasEndedIsDropped() {
        ByteBuf lastWords = Unpooled.wrappedBuffer(new byte[20]);

        lane.writeOneOutbound(new DatagramPacket(lastWords, new InetSocketAddress("240.0.0.9", 1)));

        assertThat(lastWords.refCnt()).isZero();
        assertThat(systemCalls.sent).isEmpty();
    }

    @Test
    void emptyDatagramIsABarrierAndIsNotSent() {
        lane.writeOneOutbound(new DatagramPacket(Unpooled.buffer(), codecAddress));

        assertThat(systemCalls.sent).isEmpty();
    }
}
