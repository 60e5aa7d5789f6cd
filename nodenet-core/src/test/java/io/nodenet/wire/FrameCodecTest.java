package io.nodenet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameCodecTest {
    @Test
    void largestUsablePayloadFillsAPacketExactly() {
        assertThat(FrameCodec.MAX_USABLE_PAYLOAD).isEqualTo(65_531);
        assertThat(FrameCodec.frameLength(FrameCodec.MAX_USABLE_PAYLOAD)).isEqualTo(FrameCodec.MAX_PACKET);
        assertThat(FrameCodec.fitsPacket(FrameCodec.MAX_USABLE_PAYLOAD)).isTrue();
        assertThat(FrameCodec.fitsPacket(FrameCodec.MAX_USABLE_PAYLOAD + 1)).isFalse();
    }

    @Test
    void headerIsWrittenOnlyIfThePayloadFitsToo() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.heapBuffer(8, 64);
        try {
            assertThat(FrameCodec.encodeHeader(FrameType.PONG, buffer.writableBytes() - 2, buffer))
                    .isEqualTo(Outcome.SHORT_BUFFER);
            assertThat(buffer.readableBytes()).isZero();
            assertThat(FrameCodec.encodeHeader(FrameType.PONG, buffer.writableBytes() - 3, buffer))
                    .isEqualTo(Outcome.OK);
            assertThat(buffer.readableBytes()).isEqualTo(3);
        } finally {
            buffer.release();
        }
    }

    @Test
    void refusedFrameLeavesTheHeaderAsItWas() {
        FrameHeader header = new FrameHeader();
        FrameCodec.parse(new byte[] {1, 2, 1, 9}, 0, 4, header);

        assertThat(FrameCodec.parse(new byte[] {1, 3, 5}, 0, 3, header)).isEqualTo(Outcome.SHORT_BUFFER);
        assertThat(header.type()).isEqualTo(FrameType.PING);
        assertThat(header.payloadLength()).isEqualTo(1);
    }

    @Test
    void addressListBeyondItsCapOrTheBufferIsNotWritten() {
        List<Endpoint> seventeen = Collections.nCopies(17, Endpoint.UNKNOWN);
        ByteBuf buffer = Unpooled.buffer(34);

        assertThat(AddressCodec.writeList(seventeen, AddressCodec.MAX_ADDRESSES, buffer))
                .isEqualTo(Outcome.TOO_MANY_ADDRESSES);
        assertThat(AddressCodec.writeList(seventeen, 17, buffer)).isEqualTo(Outcome.SHORT_BUFFER);
        assertThat(AddressCodec.write(Endpoint.quic("x".repeat(40)), buffer)).isEqualTo(Outcome.SHORT_BUFFER);
        assertThat(buffer.readableBytes()).isZero();
        assertThat(buffer.capacity()).isEqualTo(34);
    }

    @Test
    void bytesThatAreNoTextSurviveTheRoundTrip() {
        byte[] odd = {(byte) 0xff, (byte) 0xc3, 0, (byte) 0x80};
        Endpoint endpoint = Endpoint.of(odd, odd);
        byte[] encoded = new byte[AddressCodec.length(endpoint)];
        AddressCodec.write(endpoint, encoded, 0);

        assertThat(AddressCodec.read(new Cursor().reset(encoded))).isEqualTo(endpoint);
        assertThat(Endpoint.of(endpoint.family(), endpoint.text())).isEqualTo(endpoint);
    }
}
