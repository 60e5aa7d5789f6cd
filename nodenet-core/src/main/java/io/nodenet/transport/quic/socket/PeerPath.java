package io.nodenet.transport.quic.socket;

import io.nodenet.transport.TokenBucket;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * The source address to which all connection IDs of one accepted connection are pinned; its port may change. The loop only.
 *
 * <p>A peer that retires an ID is issued another one, and nothing tells which it has retired: the IDs of a connection are limited by the
 * rate at which they are issued. Beyond {@value #MAX_ISSUED_AT_ONCE} at once and one a minute after that, the connection is given up.
 */
public final class PeerPath {
    /** IDs that a connection may be issued at once. */
    public static final int MAX_ISSUED_AT_ONCE = 64;

    private static final double ISSUED_PER_SECOND = 1 / 60.0;

    private final InetAddress address;
    private final TokenBucket issues = new TokenBucket(MAX_ISSUED_AT_ONCE, ISSUED_PER_SECOND);
    private Runnable onFlood = () -> {};
    private boolean flooded;
    private long[] connectionIds = new long[2];
    private int count;

    PeerPath(InetAddress address) {
        this.address = address;
    }

    /** Answers the pinned address. */
    public InetAddress address() {
        return address;
    }

    /** Sets what is called, at most once and inside the codec's call, when the peer makes the codec issue too many IDs. */
    public void onFlood(Runnable action) {
        onFlood = action;
    }

    /** Returns whether one more ID may be issued. */
    boolean mayIssue(long nowNanos) {
        if (!flooded && !issues.tryTake(nowNanos)) {
            flooded = true;
            onFlood.run();
        }
        return !flooded;
    }

    /** Notes that a connection ID leads here. */
    void add(long connectionId) {
        if (count == connectionIds.length) {
            connectionIds = Arrays.copyOf(connectionIds, 2 * count);
        }
        connectionIds[count++] = connectionId;
    }

    /** Answers the connection IDs noted so far. */
    long[] connectionIds() {
        return Arrays.copyOf(connectionIds, count);
    }
}
