package io.nodenet.transport.quic.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaSession;
import io.nodenet.metrics.SharedCounters;
import io.nodenet.testing.Allocation;
import io.nodenet.transport.TimeSource;
import io.nodenet.transport.media.MediaEnd;
import io.nodenet.transport.media.MediaLink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatagramPumpTest {
    private static final int ROUND = 16;

    private final ResourceLeakDetector.Level leakDetection = ResourceLeakDetector.getLevel();
    private final Codec codec = new Codec();
    private final EmbeddedChannel channel = new EmbeddedChannel(codec);
    private final MediaEnd end = end();
    private final DatagramPump pump = new DatagramPump(channel, end);

    /** Looks at one buffer after the other until it has no room, as the codec does, and drops the others. */
    private static final class Codec extends ChannelOutboundHandlerAdapter {
        private final List<ByteBuf> waiting = new ArrayList<>();
        private int room = Integer.MAX_VALUE;
        private int taken;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            waiting.add((ByteBuf) message);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            boolean full = false;
            for (int i = 0; i < waiting.size(); i++) {
                ByteBuf buffer = waiting.get(i);
                if (!full && buffer.readableBytes() > 0) {
                    full = room == 0;
                    room -= full ? 0 : 1;
                    taken += full ? 0 : 1;
                }
                buffer.release();
            }
            waiting.clear();
        }
    }

    private static MediaEnd end() {
        TimeSource time = new TimeSource() {
            @Override
            public long nanos() {
                return 1;
            }

            @Override
            public long wallNanos() {
                return 1;
            }
        };
        MediaLink link = new MediaLink() {
            @Override
            public void wake() {
                // the tests pump
            }

            @Override
            public void close(MediaCloseReason reason) {
                throw new AssertionError(reason.name());
            }
        };
        byte[] id = new byte[NodeId.LENGTH];
        id[0] = 1;
        MediaEnd end = new MediaEnd(
                new MediaEnd.Setup(
                        NodeId.of(id),
                        true,
                        () -> Endpoint.quic("192.0.2.1:4242"),
                        time,
                        new SharedCounters<>(MediaCounter.class),
                        true),
                link);
        end.onMaxFrame(1 + MediaSession.MAX_DATAGRAM_BYTES);
        return end;
    }

    /** Netty's leak detector keeps books of each buffer. */
    @BeforeEach
    void stopLeakDetection() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterEach
    void release() {
        ResourceLeakDetector.setLevel(leakDetection);
        pump.dispose();
        channel.finishAndReleaseAll();
    }

    @Test
    void datagramsCostNoMemoryOnTheirWayToTheCodec() throws Exception {
        ByteBuffer payload = ByteBuffer.allocate(400);
        Runnable many = () -> {
            for (int i = 0; i < 10_000 / ROUND; i++) {
                for (int j = 0; j < ROUND; j++) {
                    end.sendDatagram(MediaSession.MIN_CHANNEL, payload);
                }
                pump.pump(1);
            }
        };
        FutureTask<Long> measurement = new FutureTask<>(() -> {
            many.run();
            return Allocation.bytesOf(many);
        });
        // on a thread as that of a loop: Netty keeps the buffers of no other
        new FastThreadLocalThread(measurement).start();

        assertThat(measurement.get(60, TimeUnit.SECONDS)).isLessThan(1_000);
        assertThat(codec.taken).isEqualTo(30_000);
    }

    @Test
    void whatTheCodecDoesNotTakeIsOfferedAgain() {
        codec.room = 3;
        for (int i = 0; i < 5; i++) {
            end.sendDatagram(MediaSession.MIN_CHANNEL, ByteBuffer.allocate(1));
        }

        assertThat(pump.pump(1)).isFalse();
        assertThat(pump.isBlocked()).isTrue();
        assertThat(codec.taken).isEqualTo(3);

        codec.room = 10;
        assertThat(pump.pump(1)).isFalse();
        assertThat(pump.isBlocked()).isFalse();
        assertThat(codec.taken).isEqualTo(5);
    }
}
