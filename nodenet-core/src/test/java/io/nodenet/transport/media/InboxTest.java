package io.nodenet.transport.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.NodeStateException;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.media.MediaFrame;
import io.nodenet.media.MediaListener;
import io.nodenet.testing.Allocation;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final byte CHANNEL = 16;

    private final Inbox inbox = new Inbox();
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private static ByteBuf frame(int number) {
        return Unpooled.buffer().writeByte(CHANNEL).writeInt(number);
    }

    private boolean datagram(int number) {
        boolean added = inbox.offerDatagram(frame(number), number);
        inbox.endBurst();
        return added;
    }

    private boolean message(int number) {
        return inbox.offerMessage(frame(number).array(), 1 + Integer.BYTES, number);
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Writes down what it is told. */
    private static class Log implements MediaListener {
        final List<String> seen = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
            seen.add("d" + payload.getInt());
            assertThat(channel).isEqualTo(CHANNEL);
        }

        @Override
        public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
            assertThat(payload.isReadOnly()).isTrue();
            assertThat(payload.remaining()).isEqualTo(Integer.BYTES);
            seen.add("m" + payload.getInt(0));
        }

        @Override
        public void onRoom() {
            seen.add("room");
        }

        @Override
        public void onMaxDatagramSize(int bytes) {
            seen.add("size " + bytes);
        }

        @Override
        public void onClosed(MediaCloseReason reason) {
            seen.add(reason.name());
        }
    }

    @Test
    void nothingIsHandedOverBeforeThereAreAListenerAndAnExecutor() {
        Log log = new Log();
        datagram(1);
        message(2);
        inbox.listen(log);
        assertThat(tasks).isEmpty();

        inbox.start(tasks::add);
        assertThat(log.seen).isEmpty();
        runTasks();

        assertThat(log.seen).containsExactly("d1", "m2");
        datagram(3);
        datagram(4);
        assertThat(tasks).as("one task for what has come together").hasSize(1);
        runTasks();
        assertThat(log.seen).containsExactly("d1", "m2", "d3", "d4");
    }

    @Test
    void aBurstWakesTheApplicationOnceAtItsEnd() {
        Log log = new Log();
        inbox.listen(log);
        inbox.start(tasks::add);
        runTasks();
        inbox.offerDatagram(frame(1), 1);
        inbox.offerDatagram(frame(2), 2);
        assertThat(tasks).isEmpty();

        inbox.endBurst();
        inbox.endBurst();

        assertThat(tasks).hasSize(1);
        runTasks();
        assertThat(log.seen).containsExactly("d1", "d2");
    }

    @Test
    void aBurstAsLongAsTheQueueLosesNothingToAnApplicationThatIsQuick() {
        Log log = new Log();
        inbox.listen(log);
        inbox.start(Runnable::run);
        for (int i = 0; i < 2 * Inbox.DATAGRAMS; i++) {
            assertThat(inbox.offerDatagram(frame(i), i)).isTrue();
        }
        inbox.endBurst();

        assertThat(log.seen).hasSize(2 * Inbox.DATAGRAMS);
    }

    @Test
    void theEndOfASessionDoesNotForgetABurst() {
        Log log = new Log();
        inbox.listen(log);
        inbox.start(tasks::add);
        inbox.offerDatagram(frame(1), 1);
        inbox.end(MediaCloseReason.CLOSED);
        runTasks();

        assertThat(log.seen).containsExactly("d1", "CLOSED");
    }

    @Test
    void fullQueuesRefuseTheNewest() {
        for (int i = 0; i < Inbox.DATAGRAMS; i++) {
            assertThat(datagram(i)).isTrue();
        }
        for (int i = 0; i < Inbox.MESSAGES; i++) {
            assertThat(message(i)).isTrue();
        }
        assertThat(datagram(-1)).isFalse();
        assertThat(message(-1)).isFalse();
        Log log = new Log();
        inbox.listen(log);
        inbox.start(tasks::add);
        tasks.remove().run();

        assertThat(log.seen).as("others come first after a while").hasSizeLessThan(150);
        assertThat(tasks).hasSize(1);
        runTasks();
        assertThat(log.seen).hasSize(Inbox.DATAGRAMS + Inbox.MESSAGES).doesNotContain("d-1", "m-1");
        assertThat(datagram(1)).isTrue();
        assertThat(message(1)).isTrue();
    }

    @Test
    void theLastNewsOfAKindCounts() {
        Log log = new Log();
        inbox.listen(log);
        inbox.start(tasks::add);
        inbox.signalMaxDatagramSize(1000);
        inbox.signalMaxDatagramSize(1100);
        inbox.signalRoom();
        inbox.signalRoom();
        runTasks();

        assertThat(log.seen).containsExactlyInAnyOrder("size 1100", "room");
    }

    @Test
    void theEndComesAfterEverythingAndNothingAfterIt() {
        Log log = new Log();
        datagram(1);
        message(2);
        inbox.end(MediaCloseReason.PEER_CLOSED);
        inbox.listen(log);
        inbox.start(tasks::add);
        runTasks();
        assertThat(log.seen).containsExactly("d1", "m2", "PEER_CLOSED");

        inbox.signalRoom();
        inbox.signalMaxDatagramSize(1);
        inbox.end(MediaCloseReason.CLOSED);
        runTasks();

        assertThat(log.seen).hasSize(3);
    }

    @Test
    void whatAListenerThrowsTakesNothingElseAlong() {
        Log log = new Log() {
            @Override
            public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
                super.onDatagram(channel, payload, receivedNanos);
                throw new StackOverflowError("of the application");
            }

            @Override
            public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
                super.onMessage(channel, payload, receivedNanos);
                throw new IllegalStateException("of the application");
            }
        };
        inbox.listen(log);
        inbox.start(tasks::add);
        for (int i = 0; i < 3; i++) {
            datagram(i);
            message(i);
        }
        runTasks();
        datagram(3);
        inbox.end(MediaCloseReason.CLOSED);
        runTasks();

        assertThat(log.seen).containsExactly("d0", "m0", "d1", "m1", "d2", "m2", "d3", "CLOSED");
    }

    @Test
    void thereIsOneReceiver() {
        Log log = new Log();
        assertThatNullPointerException().isThrownBy(() -> inbox.listen(null));
        inbox.listen(log);

        assertThatExceptionOfType(NodeStateException.class).isThrownBy(() -> inbox.listen(new Log()));
        FrameLog late = new FrameLog();
        inbox.publisher().subscribe(late);

        assertThat(late.seen).containsExactly("subscribed", "NodeStateException");
        inbox.start(tasks::add);
        datagram(1);
        runTasks();
        assertThat(log.seen).containsExactly("d1");
    }

    @Test
    void anExecutorThatTakesNothingNowIsAskedAgain() {
        Log log = new Log();
        boolean[] full = {true};
        inbox.listen(log);
        inbox.start(task -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            tasks.add(task);
        });
        datagram(1);
        full[0] = false;
        datagram(2);
        runTasks();

        assertThat(log.seen).containsExactly("d1", "d2");
    }

    @Test
    void oneThreadAtATimeHandsOverInOrder() throws Exception {
        int count = 20_000;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger clashes = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);
        Log log = new Log() {
            @Override
            public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
                if (inside.getAndIncrement() != 0) {
                    clashes.incrementAndGet();
                }
                super.onDatagram(channel, payload, receivedNanos);
                inside.decrementAndGet();
            }

            @Override
            public void onClosed(MediaCloseReason reason) {
                over.countDown();
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        inbox.listen(log);
        inbox.start(threads);

        for (int i = 0; i < count; i++) {
            while (!datagram(i)) {
                Thread.yield();
            }
        }
        inbox.end(MediaCloseReason.CLOSED);

        assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        assertThat(clashes).hasValue(0);
        assertThat(log.seen)
                .isEqualTo(IntStream.range(0, count).mapToObj(i -> "d" + i).toList());
    }

    @Test
    void datagramsCostNoMemory() {
        inbox.listen((channel, payload, receivedNanos) -> {});
        inbox.start(Runnable::run);
        ByteBuf frame = Unpooled.buffer(1201).writerIndex(1201).setByte(0, CHANNEL);
        Runnable many = () -> {
            for (int i = 0; i < 10_000; i++) {
                inbox.offerDatagram(frame, i);
                inbox.endBurst();
            }
        };
        many.run();

        assertThat(Allocation.bytesOf(many)).isLessThan(1_000);
    }

    // ---- a subscriber

    @Test
    void aSubscriberGetsWhatItRequestsAndTheRestWaits() {
        FrameLog log = new FrameLog();
        inbox.start(tasks::add);
        inbox.publisher().subscribe(log);
        for (int i = 1; i <= 3; i++) {
            datagram(i);
        }
        message(9);
        runTasks();
        assertThat(log.seen).containsExactly("subscribed");

        log.subscription().request(1);
        runTasks();
        assertThat(log.seen).containsExactly("subscribed", "d1");
        log.subscription().request(Long.MAX_VALUE);
        log.subscription().request(Long.MAX_VALUE);
        runTasks();

        assertThat(log.seen).containsExactlyInAnyOrder("subscribed", "d1", "d2", "d3", "m9");
        datagram(4);
        runTasks();
        assertThat(log.seen).endsWith("d4");
    }

    @Test
    void aSubscriberIsDoneWhenEverythingIsRequested() {
        FrameLog log = new FrameLog();
        inbox.start(tasks::add);
        inbox.publisher().subscribe(log);
        datagram(1);
        inbox.end(MediaCloseReason.PATH_DIED);
        runTasks();
        assertThat(log.seen).containsExactly("subscribed");

        log.subscription().request(1);
        runTasks();

        assertThat(log.seen).containsExactly("subscribed", "d1", "complete");
    }

    @Test
    void aSubscriberIsSubscribedFirstEvenToWhatHasEnded() {
        inbox.start(Runnable::run);
        inbox.end(MediaCloseReason.CLOSED);
        FrameLog log = new FrameLog() {
            @Override
            public void onSubscribe(Flow.Subscription theSubscription) {
                inbox.signalRoom();
                super.onSubscribe(theSubscription);
                theSubscription.request(5);
                seen.add("requested");
            }
        };
        inbox.publisher().subscribe(log);

        assertThat(log.seen).containsExactly("subscribed", "requested", "complete");
    }

    @Test
    void aSubscriberThatRequestsNothingIsWrong() {
        FrameLog log = new FrameLog();
        inbox.start(Runnable::run);
        inbox.publisher().subscribe(log);
        datagram(1);

        log.subscription().request(0);
        log.subscription().request(5);
        inbox.end(MediaCloseReason.CLOSED);

        assertThat(log.seen).containsExactly("subscribed", "IllegalArgumentException");
    }

    @Test
    void aSubscriberThatHasCancelledHearsNothing() {
        FrameLog log = new FrameLog();
        inbox.start(Runnable::run);
        inbox.publisher().subscribe(log);
        log.subscription().request(1);
        datagram(1);

        log.subscription().cancel();
        log.subscription().request(1);
        datagram(2);
        inbox.end(MediaCloseReason.CLOSED);

        assertThat(log.seen).containsExactly("subscribed", "d1");
    }

    @Test
    void aSubscriberThatIsNotThereTakesNoPlace() {
        assertThatNullPointerException().isThrownBy(() -> inbox.publisher().subscribe(null));
        inbox.listen(new Log());
    }

    @Test
    void aSubscriberMayRequestFromWithin() {
        inbox.start(Runnable::run);
        FrameLog log = new FrameLog() {
            @Override
            public void onNext(MediaFrame frame) {
                super.onNext(frame);
                subscription().request(1);
            }
        };
        inbox.publisher().subscribe(log);
        for (int i = 0; i < 200; i++) {
            datagram(i);
        }
        log.subscription().request(1);

        assertThat(log.seen).hasSize(201);
    }
}
