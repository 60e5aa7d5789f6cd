package io.nodenet.transport.media;

import io.netty.buffer.ByteBuf;
import io.nodenet.NodeStateException;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.media.MediaFrame;
import io.nodenet.media.MediaListener;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds what a media session has received until its receiver takes it, and hands it over one after the other on an executor. Thread-safe. */
final class Inbox {
    /** The most datagrams that wait. */
    static final int DATAGRAMS = 256;

    /** The most messages that wait. */
    static final int MESSAGES = 32;

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    /** How much is handed over before the executor may do something else. */
    private static final int BATCH = 64;

    /** The application starts on a burst of so many datagrams while the rest of it comes in. */
    private static final int BURST = DATAGRAMS / 4;

    private final FrameRing datagrams = new FrameRing(DATAGRAMS);
    private final ArrayBlockingQueue<Message> messages = new ArrayBlockingQueue<>(MESSAGES);
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicReference<@Nullable Receiver> receiver = new AtomicReference<>();
    private final AtomicReference<@Nullable Executor> executor = new AtomicReference<>();
    private final AtomicReference<@Nullable Integer> size = new AtomicReference<>();
    private final AtomicBoolean room = new AtomicBoolean();
    private final AtomicReference<@Nullable MediaCloseReason> end = new AtomicReference<>();
    private final AtomicInteger work = new AtomicInteger();
    private final Runnable run = this::run;
    private volatile boolean over;
    private int burst;

    @SuppressWarnings("ArrayRecordComponent")
    private record Message(byte[] frame, int length, long receivedNanos) {
        int channel() {
            return Byte.toUnsignedInt(frame[0]);
        }
    }

    /** Who takes what has come; on the executor. */
    private interface Receiver {
        /** Returns whether it takes a frame now. */
        boolean isReady();

        void datagram(int channel, ByteBuffer payload, long receivedNanos);

        void message(int channel, ByteBuffer payload, long receivedNanos);

        void room();

        void maxDatagramSize(int bytes);

        void ended(MediaCloseReason reason);
    }

    /** Has everything handed over on an executor from now on. */
    void start(Executor application) {
        executor.set(application);
        schedule();
    }

    /** Does something on the executor; here if there is none yet, or it takes nothing any more. */
    void execute(Runnable task) {
        Executor application = executor.get();
        if (application == null) {
            task.run();
            return;
        }
        try {
            application.execute(task);
        } catch (RejectedExecutionException ended) {
            task.run();
        }
    }

    /**
     * Adds a datagram, which is handed over after {@link #endBurst}, so that a burst wakes the application once; returns false if too many wait. The
     * loop only.
     */
    boolean offerDatagram(ByteBuf frame, long receivedNanos) {
        boolean added = datagrams.offer(frame, receivedNanos);
        if (++burst >= BURST) {
            endBurst();
        }
        return added;
    }

    /** Has the datagrams handed over that were added. The loop only. */
    void endBurst() {
        if (burst > 0) {
            burst = 0;
            schedule();
        }
    }

    /** Adds a message, channel and payload; returns false if too many wait. The loop only. */
    boolean offerMessage(byte[] frame, int length, long receivedNanos) {
        boolean added = messages.offer(new Message(frame, length, receivedNanos));
        schedule();
        return added;
    }

    /** Tells that there is room in the send ring again. */
    void signalRoom() {
        room.set(true);
        schedule();
    }

    /** Tells that the largest datagram has changed. */
    void signalMaxDatagramSize(int bytes) {
        size.set(bytes);
        schedule();
    }

    /** Tells that nothing more will come. */
    void end(MediaCloseReason reason) {
        end.set(reason);
        schedule();
    }

    void listen(MediaListener listener) {
        Receiver taker = new ToListener(Objects.requireNonNull(listener, "listener"));
        if (taken.getAndSet(true)) {
            throw hasReceiver();
        }
        receiver.set(taker);
        schedule();
    }

    private static NodeStateException hasReceiver() {
        return new NodeStateException("The media session has a receiver already");
    }

    Flow.Publisher<MediaFrame> publisher() {
        return subscriber -> {
            ToSubscriber subscription = new ToSubscriber(Objects.requireNonNull(subscriber, "subscriber"));
            if (taken.getAndSet(true)) {
                subscription.cancel();
                subscriber.onSubscribe(subscription);
                subscriber.onError(hasReceiver());
            } else {
                subscriber.onSubscribe(subscription);
                receiver.set(subscription);
                schedule();
            }
        };
    }

    private void schedule() {
        if (executor.get() != null && receiver.get() != null && work.getAndIncrement() == 0) {
            execute();
        }
    }

    private void execute() {
        try {
            Executor application = executor.get();
            if (application != null) {
                application.execute(run);
            }
        } catch (RejectedExecutionException full) {
            work.set(0); // what comes next tries again
            LOG.debug("The application takes nothing of a media session now");
        }
    }

    private void run() {
        Receiver taker = receiver.get();
        int seen = work.get();
        do {
            if (taker != null && !drain(taker)) {
                work.set(1);
                execute();
                return;
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    /** Hands over what there is; returns false if there may be more, and others may come first. */
    private boolean drain(Receiver taker) {
        for (int handed = 0; handed < BATCH; handed++) {
            if (over) {
                return true;
            }
            signals(taker);
            if (!taker.isReady() || !(handDatagram(taker) | handMessage(taker))) {
                return finish(taker);
            }
        }
        return false;
    }

    private void signals(Receiver taker) {
        Integer bytes = size.getAndSet(null);
        if (bytes != null) {
            guarded(() -> taker.maxDatagramSize(bytes));
        }
        if (room.getAndSet(false)) {
            guarded(taker::room);
        }
    }

    private boolean handDatagram(Receiver taker) {
        FrameRing.Cell cell = datagrams.take();
        if (cell == null) {
            return false;
        }
        try {
            taker.datagram(cell.channel(), cell.payload(), cell.stampNanos());
        } catch (Throwable e) { // an Error of one frame must not take the others along
            failed(e);
        } finally {
            datagrams.free(cell);
        }
        return true;
    }

    private boolean handMessage(Receiver taker) {
        Message message = taker.isReady() ? messages.poll() : null;
        if (message == null) {
            return false;
        }
        ByteBuffer payload =
                ByteBuffer.wrap(message.frame, 1, message.length - 1).slice().asReadOnlyBuffer();
        guarded(() -> taker.message(message.channel(), payload, message.receivedNanos));
        return true;
    }

    private boolean finish(Receiver taker) {
        MediaCloseReason reason = end.get();
        if (reason != null && !over && datagrams.size() == 0 && messages.isEmpty()) {
            over = true;
            guarded(() -> taker.ended(reason));
        }
        return true;
    }

    private static void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) { // an Error of one call must not take the others along
            failed(e);
        }
    }

    private static void failed(Throwable thrown) {
        LOG.error("A media listener failed", thrown);
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }

    private record ToListener(MediaListener listener) implements Receiver {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void datagram(int channel, ByteBuffer payload, long receivedNanos) {
            listener.onDatagram(channel, payload, receivedNanos);
        }

        @Override
        public void message(int channel, ByteBuffer payload, long receivedNanos) {
            listener.onMessage(channel, payload, receivedNanos);
        }

        @Override
        public void room() {
            listener.onRoom();
        }

        @Override
        public void maxDatagramSize(int bytes) {
            listener.onMaxDatagramSize(bytes);
        }

        @Override
        public void ended(MediaCloseReason reason) {
            listener.onClosed(reason);
        }
    }

    /** Hands over as much as is requested (Reactive Streams, rules 1.1 and 3.9). */
    private final class ToSubscriber implements Receiver, Flow.Subscription {
        private final Flow.Subscriber<? super MediaFrame> subscriber;
        private final AtomicLong requested = new AtomicLong();
        private volatile boolean cancelled;
        private volatile boolean wrong;

        private ToSubscriber(Flow.Subscriber<? super MediaFrame> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                wrong = true;
            } else {
                requested.accumulateAndGet(count, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            }
            schedule();
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean isReady() {
            if (wrong && !cancelled) {
                cancelled = true;
                guarded(() ->
                        subscriber.onError(new IllegalArgumentException("A subscriber requests at least one frame")));
            }
            return !cancelled && requested.get() > 0;
        }

        @Override
        public void datagram(int channel, ByteBuffer payload, long receivedNanos) {
            next(false, channel, payload, receivedNanos);
        }

        @Override
        public void message(int channel, ByteBuffer payload, long receivedNanos) {
            next(true, channel, payload, receivedNanos);
        }

        private void next(boolean message, int channel, ByteBuffer payload, long receivedNanos) {
            requested.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            subscriber.onNext(new MediaFrame(message, channel, receivedNanos, copy));
        }

        @Override
        public void room() {
            // a subscriber receives only
        }

        @Override
        public void maxDatagramSize(int bytes) {
            // a subscriber receives only
        }

        @Override
        public void ended(MediaCloseReason reason) {
            if (!cancelled) {
                cancelled = true;
                subscriber.onComplete();
            }
        }
    }
}
