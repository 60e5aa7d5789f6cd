package io.nodenet.node;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.nodenet.TransportException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TimeSource;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Connects nodes of one process without sockets: a loop of one thread each, frames handed from loop to loop. */
final class ThreadedTransport implements Transport, NodeLoop, TimeSource {
    private static final AtomicInteger PORTS = new AtomicInteger();
    private static final Map<Endpoint, ThreadedTransport> BOUND = new ConcurrentHashMap<>();

    private final NodeId localId;
    private final Endpoint endpoint = Endpoint.quic("10.9.0.1:" + (1 + PORTS.getAndIncrement()));
    private final EnumCounters<TransportCounter> counters = new EnumCounters<>(TransportCounter.class);
    private final List<Link> links = new ArrayList<>();
    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;
    private @Nullable TransportListener listener;
    private volatile long frozenWallNanos = -1;
    private volatile boolean failsToStart;
    private volatile boolean stalled;
    private volatile int framesSent;
    private volatile boolean closed;

    ThreadedTransport(NodeId localId) {
        this.localId = localId;
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread loop = new Thread(task, "memory-loop");
            loop.setDaemon(true);
            thread = loop;
            return loop;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Stops the wall clock. */
    void freezeWallClock() {
        frozenWallNanos = wallNanos();
    }

    /** Makes {@link #start} fail. */
    void failToStart() {
        failsToStart = true;
    }

    /** Makes all connections answer FULL, or ends that and tells the node. */
    void stall(boolean on) {
        execute(() -> {
            stalled = on;
            if (!on) {
                List.copyOf(links).stream().filter(link -> link.refused).forEach(Link::tellRoom);
            }
        });
    }

    /** Answers how many frames left. */
    int framesSent() {
        return framesSent;
    }

    boolean isClosed() {
        return closed;
    }

    /** Holds the loop up until the answer is counted down. */
    CountDownLatch block() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        execute(() -> {
            blocked.countDown();
            awaitQuietly(release);
        });
        awaitQuietly(blocked);
        return release;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private TransportListener listener() {
        TransportListener started = listener;
        if (started == null) {
            throw new IllegalStateException("Not started");
        }
        return started;
    }

    @Override
    public NodeId localId() {
        return localId;
    }

    @Override
    public NodeLoop loop() {
        return this;
    }

    @Override
    public void start(TransportListener theListener) {
        if (failsToStart) {
            throw new TransportException("The port is taken: choose another one");
        }
        listener = theListener;
        BOUND.put(endpoint, this);
    }

    @Override
    public Endpoint boundEndpoint() {
        return endpoint;
    }

    @Override
    public List<Endpoint> localEndpoints() {
        return List.of(endpoint);
    }

    @Override
    public void dial(long operation, NodeId expected, Endpoint to, long timeoutNanos) {
        ThreadedTransport remote = BOUND.get(to);
        if (remote == null || !remote.localId.equals(expected)) {
            execute(() -> listener().onDialFailed(operation, new DialFailure(DialFailure.Reason.NO_ROUTE, "nobody")));
            return;
        }
        Link dialed = new Link(this, remote, true);
        Link accepted = new Link(remote, this, false);
        dialed.twin = accepted;
        accepted.twin = dialed;
        links.add(dialed);
        remote.execute(() -> remote.links.add(accepted));
        execute(() -> listener().onDialed(operation, dialed));
    }

    @Override
    public void cancelDial(long operation) {}

    @Override
    public EnumCounters<TransportCounter> counters() {
        return counters;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        BOUND.remove(endpoint);
        execute(() -> List.copyOf(links).forEach(link -> link.close(CloseReason.SHUTDOWN)));
        executor.shutdown();
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            return; // a loop that has ended drops it
        }
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        try {
            ScheduledFuture<?> future = executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public TimeSource time() {
        return this;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long wallNanos() {
        long frozen = frozenWallNanos;
        return frozen >= 0 ? frozen : TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    /** One end of a connection between two of these transports. */
    private static final class Link implements Connection {
        private final ThreadedTransport owner;
        private final ThreadedTransport remote;
        private final boolean outbound;
        private @Nullable Link twin;
        private @Nullable Object attachment;
        private CloseReason closeReason = CloseReason.PEER_CLOSED;
        private boolean down;
        private boolean refused;

        Link(ThreadedTransport owner, ThreadedTransport remote, boolean outbound) {
            this.owner = owner;
            this.remote = remote;
            this.outbound = outbound;
        }

        private void tellRoom() {
            refused = false;
            owner.listener().onWritable(this);
        }

        private void arrive(byte[] frame) {
            if (!down) {
                ByteBuf buffer = PooledByteBufAllocator.DEFAULT.heapBuffer(Math.max(1, frame.length));
                owner.listener().onFrame(this, buffer.writeBytes(frame));
                buffer.release();
            }
        }

        private void end(CloseReason reason) {
            if (!down) {
                down = true;
                closeReason = reason;
                owner.links.remove(this);
                owner.execute(() -> owner.listener().onConnectionClosed(this, reason));
            }
        }

        @Override
        public NodeId remoteId() {
            return remote.localId;
        }

        @Override
        public Endpoint remoteEndpoint() {
            return remote.endpoint;
        }

        @Override
        public boolean isOutbound() {
            return outbound;
        }

        @Override
        public WriteResult send(ByteBuf frame) {
            Link other = twin;
            if (down || other == null) {
                return WriteResult.CLOSED;
            }
            if (owner.stalled) {
                refused = true;
                return WriteResult.FULL;
            }
            owner.framesSent++;
            byte[] bytes = ByteBufUtil.getBytes(frame);
            remote.execute(() -> other.arrive(bytes));
            return WriteResult.ACCEPTED;
        }

        @Override
        public boolean isWritable() {
            return !down && !owner.stalled;
        }

        @Override
        public void setReading(boolean reading) {}

        @Override
        public void close(CloseReason reason) {
            Link other = twin;
            end(reason);
            if (other != null) {
                remote.execute(() -> other.end(CloseReason.PEER_CLOSED));
            }
        }

        @Override
        public CloseReason closeReason() {
            return closeReason;
        }

        @Override
        public @Nullable Object attachment() {
            return attachment;
        }

        @Override
        public void attach(@Nullable Object object) {
            attachment = object;
        }
    }
}
