package io.nodenet.node.core.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameType;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
    @Test
    void bufferThatBeginsSmallTakesTheLargestFrame() {
        FrameWriter writer = new FrameWriter();
        byte[] largest = new byte[FrameCodec.MAX_USABLE_PAYLOAD];
        largest[0] = 1;
        largest[largest.length - 1] = 2;

        assertThat(writer.application(largest).readableBytes()).isEqualTo(FrameCodec.MAX_PACKET);
        assertThat(writer.application(largest).getByte(FrameCodec.MAX_PACKET - 1))
                .isEqualTo((byte) 2);
    }

    @Test
    void bufferThatBeginsSmallTakesTheLargestMessage() {
        Identity identity = Identity.fromSeed(new byte[32]);
        SignedMessage message =
                RoutedSigning.sign(identity, FrameType.ROUTE, identity.nodeId(), 1, new byte[Node.MAX_MESSAGE_BYTES]);
        ByteBuf expected = Unpooled.buffer(FrameCodec.MAX_PACKET);
        message.writeFrame(expected, SignedMessage.MAX_HOPS, List.of());

        assertThat(new FrameWriter().copy(message, List.of())).isEqualTo(expected);
    }

    @Test
    void framesThatFitTheBufferLeaveItAsItIs() {
        FrameWriter writer = new FrameWriter();

        assertThat(writer.application(new byte[200]).capacity()).isEqualTo(1_024);
    }
}
