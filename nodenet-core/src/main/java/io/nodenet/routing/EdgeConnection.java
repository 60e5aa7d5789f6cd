package io.nodenet.routing;

import io.netty.buffer.ByteBuf;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The liveness of one connection of an edge: what was sent and not yet answered, and the pings under way.
 *
 * <p>Not thread-safe: belongs to the loop.
 */
public final class EdgeConnection {
    /** The most pings that wait for their pong. */
    public static final int MAX_OUTSTANDING_PINGS = 16;

    private final Connection connection;
    private final Edge edge;
    private final ArrayDeque<Ping> pings = new ArrayDeque<>();
    private final long sinceNanos;
    private long lastReceivedNanos;
    private long lastPingNanos;
    private long answeredPingNanos;
    private long unansweredSinceNanos;
    private boolean unanswered;

    /** A ping that waits for its pong; {@code operation} is 0 for those that nobody asked for. */
    public record Ping(long sentNanos, long operation) {}

    EdgeConnection(Connection connection, Edge edge, long nowNanos) {
        this.connection = connection;
        this.edge = edge;
        this.sinceNanos = nowNanos;
        this.lastReceivedNanos = nowNanos;
        this.lastPingNanos = nowNanos;
        this.answeredPingNanos = nowNanos;
    }

    public Connection connection() {
        return connection;
    }

    public Edge edge() {
        return edge;
    }

    public NodeId peer() {
        return edge.id();
    }

    /** Sends a frame and notes that an answer is due. */
    public WriteResult send(ByteBuf frame, long nowNanos) {
        WriteResult result = connection.send(frame);
        if (result == WriteResult.ACCEPTED && !unanswered) {
            unanswered = true;
            unansweredSinceNanos = nowNanos;
        }
        return result;
    }

    /** Sends the answer to something that just arrived: nothing is due for it, or two idle nodes would ping each other for ever. */
    public WriteResult reply(ByteBuf frame) {
        return connection.send(frame);
    }

    /** Notes that a frame arrived. */
    public void touch(long nowNanos) {
        lastReceivedNanos = nowNanos;
        unanswered = false;
        edge.touch(nowNanos);
    }

    /** Answers when the last frame arrived on this connection, in monotonic nanoseconds. */
    public long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    /** Tells whether a frame was sent {@code afterNanos} or longer ago and none has arrived since. */
    public boolean isUnanswered(long nowNanos, long afterNanos) {
        return unanswered && nowNanos - unansweredSinceNanos >= afterNanos;
    }

    /** Returns when this became a connection of its edge, in monotonic nanoseconds. */
    public long sinceNanos() {
        return sinceNanos;
    }

    /** Returns whether a frame has arrived later than at an instant, other than the one that made this a connection of its edge. */
    public boolean isHeardSince(long nanos) {
        return lastReceivedNanos > Math.max(nanos, sinceNanos);
    }

    /** Returns whether it is time to ask the peer for a sign of life: what was sent may need no answer, a ping does. */
    public boolean isDoubtful(long nowNanos) {
        return isUnanswered(nowNanos, edge.patienceNanos() / 2) && pings.isEmpty();
    }

    /** Returns whether frames, a ping for at least half of the time among them, are unanswered for the patience of the edge. */
    public boolean isSuspect(long nowNanos) {
        Ping oldest = pings.peek();
        long patienceNanos = edge.patienceNanos();
        return isUnanswered(nowNanos, patienceNanos)
                && oldest != null
                && nowNanos - oldest.sentNanos() >= patienceNanos / 2;
    }

    /** Returns whether this connection is suspect while the other one of its edge has been heard meanwhile. */
    public boolean isSuperseded(long nowNanos) {
        if (!isSuspect(nowNanos)) {
            return false;
        }
        for (EdgeConnection other : edge.connections()) {
            if (other != this && other.isHeardSince(unansweredSinceNanos) && !other.isSuspect(nowNanos)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether another ping can be measured; there are at most {@value #MAX_OUTSTANDING_PINGS}. */
    public boolean canPing() {
        return pings.size() < MAX_OUTSTANDING_PINGS;
    }

    /** Returns whether a ping waits for its pong. */
    public boolean isPinging() {
        return !pings.isEmpty();
    }

    /** Remembers a ping that was sent. */
    public void pingSent(Ping ping) {
        pings.add(ping);
        lastPingNanos = ping.sentNanos();
    }

    /** Answers when the last ping was sent, or this became an edge, in monotonic nanoseconds. */
    public long lastPingNanos() {
        return lastPingNanos;
    }

    /** Remembers a ping that was answered. */
    public void pingAnswered(Ping ping) {
        answeredPingNanos = ping.sentNanos();
    }

    /** Answers when the last ping was sent that has been answered, or this became an edge, in monotonic nanoseconds. */
    public long answeredPingNanos() {
        return answeredPingNanos;
    }

    /** Answers and forgets the ping that a pong belongs to: the connection is ordered; null for a pong nobody asked for. */
    public @Nullable Ping pongReceived() {
        return pings.poll();
    }
}
