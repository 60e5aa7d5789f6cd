package io.nodenet.node.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class CryptoPoolTest {
    private static final long WAIT_SECONDS = 20;

    private final Identity origin = Identity.generate();
    private final OwnKeys keys = new OwnKeys(origin, new SentClock(() -> 0, () -> 0), () -> 0);

    /** Makes a job; the pool does not ask for its connection. */
    @SuppressWarnings("NullAway")
    private VerificationJob job(int number) {
        byte[] payload = {(byte) (number >> 8), (byte) number};
        ByteBuf frame = Unpooled.buffer(FrameCodec.MAX_PACKET);
        RoutedSigning.sign(origin, FrameType.ROUTE, NodeId.ZERO, number, payload)
                .writeFrame(frame, 1, List.of());
        FrameHeader header = new FrameHeader();
        FrameCodec.parse(frame.array(), 0, frame.readableBytes(), header);
        RoutedMessageView view = new RoutedMessageView();
        view.parse(frame.array(), header.payloadOffset(), header.payloadLength());
        return new VerificationJob(null, FrameType.ROUTE, origin.nodeId(), view, frame, (job, good) -> {});
    }

    @Test
    void queueOfAnOriginatorHasALimitAndWhatItTookIsVerifiedInOrder() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Queue<VerificationJob> verified = new ConcurrentLinkedQueue<>();
        List<VerificationJob> taken = new ArrayList<>();
        BiConsumer<VerificationJob, Boolean> results = (job, good) -> {
            assertThat(good).isTrue();
            verified.add(job);
            entered.countDown();
            awaitQuietly(release);
        };
        try (CryptoPool pool =
                new CryptoPool(origin.nodeId(), results, (job, good) -> {}, keys, (job, message) -> {})) {
            taken.add(job(0));
            assertThat(pool.verify(taken.get(0))).isTrue();
            assertThat(entered.await(WAIT_SECONDS, SECONDS)).isTrue();
            for (int i = 1; i <= CryptoPool.QUEUE_CAPACITY; i++) {
                taken.add(job(i));
                assertThat(pool.verify(taken.get(i))).isTrue();
            }

            assertThat(pool.verify(job(1000))).as("full").isFalse();
            release.countDown();
        }
        assertThat(verified).containsExactlyElementsOf(taken);
        assertThat(CryptoPool.QUEUE_CAPACITY).isEqualTo(512);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
