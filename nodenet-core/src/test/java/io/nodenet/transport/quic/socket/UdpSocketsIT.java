package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UdpSocketsIT {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final QuicNativeSupport support = QuicNativeSupport.choose(false);
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, support.ioHandlerFactory());
    private final AtomicInteger opened = new AtomicInteger();

    @AfterEach
    void close() {
        group.shutdownGracefully().syncUninterruptibly();
    }

    private UdpEndpoint.Parts parts() {
        return new UdpEndpoint.Parts(support, group, () -> {
            opened.incrementAndGet();
            return new PacketDemux(null, null, null, null, null, null, null);
        });
    }

    private void openAtTwoAddressesThatAreOne(int port) {
        assertThatExceptionOfType(CannotBindException.class)
                .isThrownBy(() -> UdpSockets.open(
                        parts(), new InetSocketAddress("0.0.0.0", port), () -> List.of(LOOPBACK, LOOPBACK)))
                .withMessageContaining("/udp is already in use");
    }

    @Test
    void portThatIsTakenAtAnotherAddressIsChosenAnewSixteenTimes() {
        openAtTwoAddressesThatAreOne(0);

        assertThat(opened).as("two sockets for each of 16 choices").hasValue(32);
    }

    @Test
    void portThatWasAskedForIsNotChosenAnew() {
        openAtTwoAddressesThatAreOne(49_151);

        assertThat(opened).hasValue(2);
    }
}
