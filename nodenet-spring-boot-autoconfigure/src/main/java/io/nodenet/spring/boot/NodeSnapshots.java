package io.nodenet.spring.boot;

import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers snapshots of a node that are at most half a second old, so that reading a hundred meters asks its loop once. Thread-safe. */
public final class NodeSnapshots implements Supplier<NodeSnapshot> {
    private static final long MAX_AGE_NANOS = Duration.ofMillis(500).toNanos();

    private final Node node;
    private @Nullable NodeSnapshot latest;
    private long takenNanos;

    public NodeSnapshots(Node node) {
        this.node = node;
    }

    /**
     * Answers a snapshot.
     *
     * @throws io.nodenet.NodenetTimeoutException if the node's loop does not answer within 5 seconds
     */
    @Override
    public synchronized NodeSnapshot get() {
        NodeSnapshot snapshot = latest;
        if (snapshot == null || System.nanoTime() - takenNanos > MAX_AGE_NANOS) {
            snapshot = node.snapshot();
            latest = snapshot;
            takenNanos = System.nanoTime();
        }
        return snapshot;
    }
}
