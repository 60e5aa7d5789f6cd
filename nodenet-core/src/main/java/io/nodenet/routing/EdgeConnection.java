package io.nodenet.routing;

import io.netty.buffer.ByteBuf;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The liveness of one connection of an edge: what was sent and not yet answered, and the pings in progress.
 *
 * <p>Not thread-safe: belongs to the loop.
 */
public final class EdgeConnection {
    /** The most pings that wait for their pong. */
    public static final int MAX_OUTSTANDING_PINGS = 16;

    /** The shortest time without progress after which a connection is stuck. */
    static final long MIN_STUCK_NANOS = Duration.ofSeconds(2).toNanos();

    /** Payload that every path carries in one packet. More may need larger packets, which a path may have ceased to carry. */
    private static final int SMALL_BYTES = 1_200;

    private final Connection connection;
    private final Edge edge;
    private final PathKind path;
    private final ArrayDeque<Ping> pings = new ArrayDeque<>(0);
    private final long sinceNanos;
    private long lastReceivedNanos;
    private long lastPingNanos;
    private long answeredPingNanos;
    private long lastPongNanos;
    private long sentSincePing;
    private long unansweredSinceNanos;
    private boolean unanswered;
    private boolean leftByPeer;

    /** A ping that waits for its pong; {@code operation} is 0 for those that nobody asked for. */
    public record Ping(long sentNanos, long operation) {}

    EdgeConnection(Connection connection, PathKind path, Edge edge, long nowNanos) {
        this.connection = connection;
        this.path = path;
        this.edge = edge;
        this.sinceNanos = nowNanos;
        this.lastReceivedNanos = nowNanos;
        this.lastPingNanos = nowNanos;
        this.answeredPingNanos = nowNanos;
        this.lastPongNanos = nowNanos;
    }

    public Connection connection() {
        return connection;
    }

    public Edge edge() {
        return edge;
    }

    /** Returns how this connection came about. */
    public PathKind path() {
        return path;
    }

    public NodeId peer() {
        return edge.id();
    }

    /** Sends a frame and notes that an answer is due. */
    public WriteResult send(ByteBuf frame, long nowNanos) {
        WriteResult result = reply(frame);
        if (result == WriteResult.ACCEPTED && !unanswered) {
            unanswered = true;
            unansweredSinceNanos = nowNanos;
        }
        return result;
    }

    /** Sends the answer to something that just arrived: nothing is due for it, or two idle nodes would ping each other indefinitely. */
    public WriteResult reply(ByteBuf frame) {
        int bytes = frame.readableBytes();
        WriteResult result = connection.send(frame);
        if (result == WriteResult.ACCEPTED) {
            sentSincePing += bytes;
        }
        return result;
    }

    /** Notes that a frame arrived. */
    public void touch(long nowNanos) {
        lastReceivedNanos = nowNanos;
        unanswered = false;
        edge.touch(nowNanos);
    }

    /** Returns when the last frame arrived on this connection, in monotonic nanoseconds. */
    public long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    /** Returns whether a frame was sent {@code afterNanos} or longer ago and none has arrived since. */
    public boolean isUnanswered(long nowNanos, long afterNanos) {
        return unanswered && nowNanos - unansweredSinceNanos >= afterNanos;
    }

    /** Returns when this became a connection of its edge, in monotonic nanoseconds. */
    public long sinceNanos() {
        return sinceNanos;
    }

    /** Returns whether this node dialed so lately that the peer may not have known of it when it sent what arrives on another connection. */
    public boolean mayHaveCrossed(long nowNanos) {
        return connection.isOutbound() && nowNanos - sinceNanos < edge.patienceNanos();
    }

    /** Returns whether a frame has arrived later than at an instant, other than the one that made this a connection of its edge. */
    public boolean isHeardSince(long nanos) {
        return lastReceivedNanos > Math.max(nanos, sinceNanos);
    }

    /** Returns whether it is time to ask the peer for a sign of life: what was sent may need no answer, a ping does. */
    public boolean isDoubtful(long nowNanos) {
        return isUnanswered(nowNanos, edge.patienceNanos() / 2) && pings.isEmpty();
    }

    /** Returns whether the ping that asks for a sign of life has been on its way for a quarter of the patience of the edge. */
    public boolean isDoubted(long nowNanos) {
        long patienceNanos = edge.patienceNanos();
        return isUnanswered(nowNanos, patienceNanos / 2) && isPongOverdue(nowNanos, patienceNanos / 4);
    }

    /** Returns whether nothing is due on this connection: no answer, no pong, and no bytes that wait for the network. */
    public boolean isAtRest() {
        return !unanswered && pings.isEmpty() && connection.waitingNanos() < 0;
    }

    /** Returns whether frames, a ping for at least half of the time among them, are unanswered for the patience of the edge. */
    public boolean isSuspect(long nowNanos) {
        if (!unanswered) {
            return false;
        }
        Ping oldest = pings.peek();
        long patienceNanos = edge.patienceNanos();
        return isUnanswered(nowNanos, patienceNanos)
                && oldest != null
                && nowNanos - oldest.sentNanos() >= patienceNanos / 2;
    }

    /** Returns whether so much was sent behind the last ping that it need not have fitted small packets. */
    public boolean isUnproven() {
        return sentSincePing > SMALL_BYTES;
    }

    /** Returns whether it is time to ask a second time whether the peer gets anything: the answer to a ping may have been dropped. */
    public boolean isStuckPerhaps(long nowNanos) {
        return pings.size() == 1 && isPongLate(nowNanos);
    }

    /** Returns whether no ping has been answered for half of the time after which this connection is stuck. */
    public boolean isPongLate(long nowNanos) {
        return isPongOverdue(nowNanos, stuckNanos() / 2);
    }

    /**
     * Returns whether nothing that was sent has got anywhere for two seconds or the patience of the edge, though the peer may be heard: the
     * network takes no byte of what waits, or two pings in a row are unanswered. Pings have half as much time again while bytes wait that
     * they may be behind.
     */
    public boolean isStuck(long nowNanos) {
        return isStuck(nowNanos, stuckNanos());
    }

    /** Returns whether nothing that was sent has got anywhere for a time. */
    public boolean isStuck(long nowNanos, long afterNanos) {
        long waitingNanos = connection.waitingNanos();
        long pongNanos = waitingNanos < 0 ? afterNanos : afterNanos + afterNanos / 2;
        return waitingNanos >= afterNanos || (pings.size() > 1 && isPongOverdue(nowNanos, pongNanos));
    }

    private boolean isPongOverdue(long nowNanos, long afterNanos) {
        Ping oldest = pings.peek();
        return oldest != null && lastPongNanos <= oldest.sentNanos() && nowNanos - oldest.sentNanos() >= afterNanos;
    }

    private long stuckNanos() {
        return Math.max(MIN_STUCK_NANOS, edge.patienceNanos());
    }

    /** Returns whether a ping has been answered later than at an instant. */
    public boolean isAnsweredSince(long nanos) {
        return lastPongNanos > Math.max(nanos, sinceNanos);
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

    /** Notes that the peer sends nothing more on this connection. */
    public void setLeftByPeer() {
        leftByPeer = true;
    }

    /** Returns whether the peer has said that it sends nothing more on this connection. */
    public boolean isLeftByPeer() {
        return leftByPeer;
    }

    /** Returns whether another ping can be measured; there are at most {@value #MAX_OUTSTANDING_PINGS}. */
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
        sentSincePing = 0;
    }

    /** Returns when the last ping was sent, or this became an edge, in monotonic nanoseconds. */
    public long lastPingNanos() {
        return lastPingNanos;
    }

    /** Remembers a ping that has just been answered. */
    public void pingAnswered(Ping ping, long nowNanos) {
        answeredPingNanos = ping.sentNanos();
        lastPongNanos = nowNanos;
    }

    /** Returns when the last ping was sent that has been answered, or this became an edge, in monotonic nanoseconds. */
    public long answeredPingNanos() {
        return answeredPingNanos;
    }

    /** Returns and forgets the ping that a pong belongs to: the connection is ordered; null for a pong nobody asked for. */
    public @Nullable Ping pongReceived() {
        return pings.poll();
    }
}
