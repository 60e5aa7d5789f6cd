package io.nodenet.transport.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.nodenet.media.MediaSession;
import io.nodenet.testing.Allocation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameRingTest {
    private static final int CAPACITY = 8;
    private static final int CHANNEL = 200;

    private final FrameRing ring = new FrameRing(CAPACITY);

    private static ByteBuffer number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, value);
    }

    private boolean offer(int value) {
        return ring.offer(CHANNEL, number(value), 0, 0);
    }

    private static FrameRing.Cell taken(FrameRing.Cell cell) {
        assertThat(cell).isNotNull();
        return cell;
    }

    private int take() {
        FrameRing.Cell cell = taken(ring.take());
        int value = cell.payload().getInt();
        ring.free(cell);
        return value;
    }

    @Test
    void framesComeOutInTheOrderTheyWentInHoweverOftenTheRingGoesRound() {
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 5; i++) {
                assertThat(offer(5 * round + i)).isTrue();
            }
            for (int i = 0; i < 5; i++) {
                assertThat(take()).isEqualTo(5 * round + i);
            }
            assertThat(ring.take()).isNull();
        }
    }

    @Test
    void aFullRingRefusesTheNewestUntilTheOldestIsFreed() {
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(offer(i)).isTrue();
        }
        assertThat(offer(99)).isFalse();
        assertThat(ring.size()).isEqualTo(CAPACITY);

        FrameRing.Cell oldest = taken(ring.take());
        assertThat(offer(99)).as("taken, not freed").isFalse();
        ring.free(oldest);

        assertThat(offer(8)).isTrue();
        assertThat(offer(99)).isFalse();
        for (int i = 1; i <= CAPACITY; i++) {
            assertThat(take()).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 62, 63, 64, 127, 128, 1023, 1024, MediaSession.MAX_DATAGRAM_BYTES})
    void aFrameIsChannelAndPayload(int bytes) {
        byte[] payload = new byte[bytes];
        Arrays.fill(payload, (byte) 7);
        ByteBuffer buffer =
                ByteBuffer.allocate(bytes + 5).put(3, payload).position(3).limit(3 + bytes);

        assertThat(ring.offer(CHANNEL, buffer, 11, 0)).isTrue();

        assertThat(buffer.position()).isEqualTo(3);
        assertThat(buffer.remaining()).isEqualTo(bytes);
        FrameRing.Cell cell = taken(ring.take());
        byte[] expected = new byte[1 + bytes];
        Arrays.fill(expected, (byte) 7);
        expected[0] = (byte) CHANNEL;
        assertThat(Arrays.copyOf(cell.frame(), cell.length())).isEqualTo(expected);
        assertThat(cell.channel()).isEqualTo(CHANNEL);
        assertThat(cell.stampNanos()).isEqualTo(11);
        assertThat(cell.payload()).isEqualTo(ByteBuffer.wrap(payload));
    }

    @Test
    void aReceivedFrameIsCopied() {
        byte[] frame = {0, (byte) CHANNEL, 1, 2};
        assertThat(ring.offer(Unpooled.wrappedBuffer(frame, 1, 3), 5)).isTrue();
        frame[2] = 9;

        FrameRing.Cell cell = taken(ring.take());
        assertThat(cell.channel()).isEqualTo(CHANNEL);
        assertThat(cell.payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(cell.stampNanos()).isEqualTo(5);
    }

    @Test
    void theLentPayloadIsReadOnlyAndForgetsWhatWasDoneToIt() {
        FrameRing small = new FrameRing(2);
        small.offer(CHANNEL, number(1), 0, 0);
        FrameRing.Cell cell = taken(small.take());
        ByteBuffer lent = cell.payload();
        lent.order(ByteOrder.LITTLE_ENDIAN).getShort();
        lent.mark().limit(2);
        assertThatThrownBy(() -> lent.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
        small.free(cell);
        small.offer(CHANNEL, number(2), 0, 0);
        small.free(taken(small.take()));
        small.offer(CHANNEL, number(0x01020304), 0, 0);

        ByteBuffer next = taken(small.take()).payload();

        assertThat(next.position()).isZero();
        assertThat(next.getInt(0)).as("the channel is no part of it").isEqualTo(0x01020304);
        assertThat(next.rewind().getInt()).isEqualTo(0x01020304);
    }

    @Test
    void onlyWhatHasOutlivedItsTimeIsExpired() {
        ring.offer(CHANNEL, number(1), -100, 50);
        ring.offer(CHANNEL, number(2), -100, 0);

        assertThat(ring.takeExpired(-51)).isNull();
        FrameRing.Cell cell = taken(ring.takeExpired(-50));
        assertThat(cell.payload().getInt()).isEqualTo(1);
        ring.free(cell);
        assertThat(ring.takeExpired(Long.MAX_VALUE / 2))
                .as("lives as long as the session")
                .isNull();
        assertThat(take()).isEqualTo(2);
        assertThat(ring.takeExpired(0)).isNull();
    }

    @Test
    void aRingHasAPowerOfTwoOfCellsAndMoreThanOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameRing(1));
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameRing(48));
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameRing(0));
    }

    @Test
    void nothingIsAllocatedOnceTheCellsHaveGrown() {
        ByteBuffer payload = ByteBuffer.allocate(MediaSession.MAX_DATAGRAM_BYTES);
        Runnable rounds = () -> {
            for (int i = 0; i < 10_000; i++) {
                ring.offer(CHANNEL, payload, i, 0);
                FrameRing.Cell cell = ring.take();
                cell.payload();
                ring.free(cell);
            }
        };
        rounds.run();

        assertThat(Allocation.bytesOf(rounds)).isLessThan(1_000);
    }

    /** Frames of several senders and takers: none is lost, doubled or mixed up, and those of one sender stay in order. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void manyThreadsShareARing(int takers) throws Exception {
        int senders = 3;
        int each = 30_000;
        FrameRing shared = new FrameRing(64);
        AtomicInteger left = new AtomicInteger(senders * each);
        CyclicBarrier start = new CyclicBarrier(senders + takers);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> sending = new ArrayList<>();
        List<Future<List<Integer>>> taking = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int sender = s;
            sending.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < each; i++) {
                    ByteBuffer payload = payloadOf(sender * each + i);
                    while (!shared.offer(CHANNEL, payload, i, 0)) {
                        Thread.yield();
                    }
                }
                return true;
            }));
        }
        for (int t = 0; t < takers; t++) {
            taking.add(threads.submit(() -> {
                start.await();
                List<Integer> seen = new ArrayList<>();
                while (left.get() > 0) {
                    FrameRing.Cell cell = shared.take();
                    if (cell == null) {
                        Thread.yield();
                    } else {
                        seen.add(checked(cell));
                        shared.free(cell);
                        left.decrementAndGet();
                    }
                }
                return seen;
            }));
        }
        for (Future<?> sender : sending) {
            sender.get(30, TimeUnit.SECONDS);
        }
        List<Integer> all = new ArrayList<>();
        for (Future<List<Integer>> taker : taking) {
            List<Integer> seen = taker.get(30, TimeUnit.SECONDS);
            for (int s = 0; s < senders; s++) {
                int sender = s;
                assertThat(seen.stream().filter(value -> value / each == sender))
                        .isSorted();
            }
            all.addAll(seen);
        }
        threads.shutdown();

        Collections.sort(all);
        assertThat(all).isEqualTo(IntStream.range(0, senders * each).boxed().toList());
    }

    /** A payload whose size and contents follow from its number. */
    private static ByteBuffer payloadOf(int value) {
        int words = 1 + value % 7;
        ByteBuffer payload = ByteBuffer.allocate(words * Integer.BYTES);
        for (int i = 0; i < words; i++) {
            payload.putInt(value);
        }
        return payload.flip();
    }

    private static int checked(FrameRing.Cell cell) {
        ByteBuffer payload = cell.payload();
        int value = payload.getInt(0);
        assertThat(payload).isEqualTo(payloadOf(value));
        return value;
    }
}
