package io.nodenet.node.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.NodeStateException;
import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.core.port.DeliveryResult;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliverySubscriptionTest {
    private static final int CAPACITY = 8;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final DeliveryQueue deliveries = new DeliveryQueue(tasks::add, CAPACITY, 1 << 20);
    private final Receivers receivers = new Receivers(deliveries, tasks::add);
    private final Recorder recorder = new Recorder();

    /** Records its signals. */
    private static class Recorder implements Flow.Subscriber<InboundMessage> {
        final List<Integer> sizes = new ArrayList<>();
        Flow.@Nullable Subscription subscription;

        @Nullable
        Throwable failure;

        int completions;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(InboundMessage message) {
            sizes.add(message.payload().length);
        }

        @Override
        public void onError(Throwable cause) {
            assertThat(failure).as("one error").isNull();
            failure = cause;
        }

        @Override
        public void onComplete() {
            completions++;
        }
    }

    private static InboundMessage message(int originator, int size) {
        byte[] id = new byte[NodeId.LENGTH];
        id[31] = (byte) originator;
        return new InboundMessage(NodeId.of(id, 0), MessagePath.ROUTED, Instant.EPOCH, new byte[size]);
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private void subscribe(Flow.Subscriber<InboundMessage> subscriber) {
        receivers.publisher().subscribe(subscriber);
    }

    @Test
    void originatorWhoseLastMessageGaveWayHoldsUpNobody() {
        deliveries.offer(message(1, 200_000));
        for (int originator = 2; originator <= CAPACITY + 1; originator++) {
            assertThat(deliveries.offer(message(originator, originator))).isEqualTo(DeliveryResult.TAKEN);
        }

        subscribe(recorder);
        recorder.subscription.request(Long.MAX_VALUE);
        runTasks();

        assertThat(recorder.sizes).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void subscriberGetsWhatItRequestsAndTheRestWaits() {
        deliveries.offer(message(1, 1));
        subscribe(recorder);
        runTasks();
        assertThat(recorder.sizes).as("nothing was requested").isEmpty();

        recorder.subscription.request(2);
        runTasks();
        assertThat(recorder.sizes).containsExactly(1);
        for (int size = 2; size <= 4; size++) {
            deliveries.offer(message(1, size));
        }
        runTasks();

        assertThat(recorder.sizes).containsExactly(1, 2);
        assertThat(deliveries.messages().used()).isEqualTo(2);
        recorder.subscription.request(Long.MAX_VALUE);
        recorder.subscription.request(Long.MAX_VALUE);
        runTasks();
        assertThat(recorder.sizes).as("in the order of their originator").containsExactly(1, 2, 3, 4);
        assertThat(deliveries.messages().used()).isZero();
        assertThat(deliveries.bytes().used()).isZero();
    }

    @Test
    void queueIsAsBoundedAsWithAReceiver() {
        subscribe(recorder);
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(deliveries.offer(message(i, 1))).isEqualTo(DeliveryResult.TAKEN);
        }
        assertThat(deliveries.offer(message(1, 1))).isEqualTo(DeliveryResult.FULL);
    }

    @Test
    void exactlyOneOfReceiverAndSubscriberIsActive() {
        subscribe(recorder);
        assertThatExceptionOfType(NodeStateException.class).isThrownBy(() -> receivers.receive(message -> {}));
        Recorder second = new Recorder();
        subscribe(second);
        assertThat(second.failure).isInstanceOf(NodeStateException.class);
        second.subscription.request(1);
        second.subscription.cancel();

        recorder.subscription.cancel();
        runTasks();
        List<InboundMessage> received = new ArrayList<>();
        receivers.receive(received::add);
        deliveries.offer(message(1, 7));
        runTasks();

        assertThat(recorder.sizes).isEmpty();
        assertThat(received).containsExactly(message(1, 7));
        Recorder third = new Recorder();
        subscribe(third);
        assertThat(third.failure).isInstanceOf(NodeStateException.class);
    }

    @Test
    void requestOfNothingIsAnError() {
        subscribe(recorder);
        recorder.subscription.request(0);
        deliveries.offer(message(1, 1));
        runTasks();

        assertThat(recorder.failure).isInstanceOf(IllegalArgumentException.class);
        assertThat(recorder.sizes).isEmpty();
        assertThat(deliveries.messages().used()).as("for the next receiver").isEqualTo(1);
    }

    @Test
    void subscriberThatThrowsLosesItsSubscriptionAndNothingElse() {
        subscribe(new Recorder() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
                given.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(InboundMessage message) {
                throw new AssertionError("thrown on purpose");
            }
        });
        deliveries.offer(message(1, 1));
        deliveries.offer(message(1, 2));
        runTasks();
        subscribe(recorder);
        recorder.subscription.request(9);
        runTasks();

        assertThat(recorder.sizes).containsExactly(2);
        assertThat(deliveries.messages().used()).isZero();
    }

    @Test
    void subscriberCompletesOnceItHasHadEverything() throws InterruptedException {
        subscribe(recorder);
        deliveries.offer(message(1, 1));
        recorder.subscription.request(1);
        runTasks();
        receivers.close(System.nanoTime()); // the deadline has come, but nothing waits
        runTasks();

        assertThat(recorder.sizes).containsExactly(1);
        assertThat(recorder.completions).isEqualTo(1);
        assertThat(recorder.failure).isNull();
    }

    @Test
    void signalsOfManyThreadsComeOneAfterTheOther() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        DeliveryQueue shared = new DeliveryQueue(pool, 100_000, 1 << 26);
        int messages = 4000;
        CountDownLatch all = new CountDownLatch(4 * messages);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        new Receivers(shared, pool).publisher().subscribe(new Recorder() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
                super.onSubscribe(given);
                given.request(1);
            }

            @Override
            public void onNext(InboundMessage message) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                all.countDown();
                subscription.request(1);
                inside.decrementAndGet();
            }
        });
        for (int thread = 0; thread < 4; thread++) {
            int originator = thread;
            new Thread(() -> {
                        for (int i = 0; i < messages; i++) {
                            shared.offer(message(originator, 1));
                        }
                    })
                    .start();
        }

        assertThat(all.await(20, TimeUnit.SECONDS))
                .as("every message is handed over")
                .isTrue();
        assertThat(most).hasValue(1);
        pool.shutdown();
    }
}
