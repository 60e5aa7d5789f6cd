package io.nodenet.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.media.MediaCounter;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** Feeds a media session what a peer may send, in any order: each frame is delivered or counted, once. */
@Tag("fuzz")
class MediaEndFuzzTest {
    private static final MediaCounter[] DROPS = {
        MediaCounter.RX_DROPPED_BUDGET,
        MediaCounter.RX_DROPPED_RESERVED,
        MediaCounter.RX_DROPPED_QUEUE,
        MediaCounter.RX_DROPPED_MESSAGES,
        MediaCounter.RX_HEARTBEATS
    };

    /** Each step is a kind, a length, and as much of the input; the upper half of the kind repeats it in a message, beyond the limit. */
    @FuzzTest
    void eachFrameIsDeliveredOrCountedOnce(byte[] data) {
        MediaEndRig rig = new MediaEndRig(false).listening();
        ByteBuf input = Unpooled.wrappedBuffer(data);
        long frames = 0;
        while (input.readableBytes() >= 2) {
            int kind = input.readUnsignedByte();
            int length = input.readUnsignedByte();
            if (kind % 4 == 0) {
                rig.pass(Duration.ofMillis(length));
            } else if (kind % 4 == 1) {
                frames++;
                rig.datagram(chunk(input, length));
            } else {
                frames++;
                receive(rig, input, kind, length);
            }
        }

        long delivered = rig.count(MediaCounter.RX_DATAGRAMS) + rig.count(MediaCounter.RX_MESSAGES);
        long dropped = 0;
        for (MediaCounter drop : DROPS) {
            dropped += rig.count(drop);
        }
        assertThat(rig.told).hasSize((int) delivered);
        assertThat(delivered + dropped).isEqualTo(frames);
    }

    private static ByteBuf chunk(ByteBuf input, int length) {
        return input.readSlice(Math.min(length, input.readableBytes()));
    }

    private static void receive(MediaEndRig rig, ByteBuf input, int kind, int length) {
        InboundMessage message = rig.end.onMessage(rig.nowNanos);
        if (message == null) {
            return;
        }
        ByteBuf content = chunk(input, length);
        int repeats = 1 << (kind >> 4);
        for (int i = 0; i < repeats; i++) {
            message.onBytes(content.duplicate(), rig.nowNanos);
        }
        if ((kind & 8) == 0) {
            message.onFin(1);
        } else {
            message.onAbandoned();
        }
        assertThat(message.isOver()).isTrue();
    }
}
