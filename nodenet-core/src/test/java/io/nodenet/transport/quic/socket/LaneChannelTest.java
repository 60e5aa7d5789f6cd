package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class LaneChannelTest {
    @Test
    void packetThatComesWhenTheCodecIsGoneIsReleased() {
        LaneChannel lane = new LaneChannel(UnpooledByteBufAllocator.DEFAULT, new CodecAddresses(), () -> true);
        ByteBuf content = Unpooled.directBuffer(1200).writeZero(1200);

        lane.receive(new DatagramPacket(content, new InetSocketAddress(1), new InetSocketAddress(2)));

        assertThat(content.refCnt()).isZero();
    }
}
