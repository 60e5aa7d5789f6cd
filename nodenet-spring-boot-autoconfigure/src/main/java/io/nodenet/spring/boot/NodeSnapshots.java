package io.nodenet.spring.boot;

import io.nodenet.NodenetException;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers snapshots of a node that are at most half a second old, so that reading a hundred meters asks its loop once; a loop that did not
 * answer is not asked again for five seconds, so that they wait for it once. Thread-safe.
 */
public final class NodeSnapshots implements Supplier<NodeSnapshot> {
    private static final long MAX_AGE_NANOS = Duration.ofMillis(500).toNanos();
    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Supplier<NodeSnapshot> source;
    private final LongSupplier nanoTime;
    private @Nullable NodeSnapshot latest;
    private @Nullable NodenetException failure;
    private long askedNanos;

    public NodeSnapshots(Node node) {
        this(node::snapshot, System::nanoTime);
    }

    NodeSnapshots(Supplier<NodeSnapshot> source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /**
     * Answers a snapshot.
     *
     * @throws io.nodenet.NodenetTimeoutException if the node's loop does not answer within 5 seconds, or did not when it was last asked
     */
    @Override
    public synchronized NodeSnapshot get() {
        long age = nanoTime.getAsLong() - askedNanos;
        NodenetException failed = failure;
        if (failed != null && age <= PAUSE_NANOS) {
            throw failed;
        }
        NodeSnapshot snapshot = latest;
        if (snapshot == null || age > MAX_AGE_NANOS) {
            snapshot = ask();
        }
        return snapshot;
    }

    private NodeSnapshot ask() {
        try {
            NodeSnapshot snapshot = source.get();
            latest = snapshot;
            failure = null;
            return snapshot;
        } catch (NodenetException e) {
            latest = null;
            failure = e;
            throw e;
        } finally {
            askedNanos = nanoTime.getAsLong();
        }
    }
}
