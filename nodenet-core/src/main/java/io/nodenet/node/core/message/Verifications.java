package io.nodenet.node.core.message;

import io.netty.buffer.ByteBuf;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.Freshness;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.wire.FrameType;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends the messages that end here through signature verification and hands on each good one once.
 *
 * <p>A copy of a message under verification is dropped at once: its result would be the same. One that differs, because somebody on its
 * way tampered with it or with the other, is verified by itself, so that nobody can suppress the genuine one. What is under way is capped
 * in total and per connection; a connection above its share is not read until it is below half of it.
 */
public final class Verifications {
    /** The most messages under verification. */
    public static final int MAX_UNDER_WAY = 1024;

    /** The share of one connection, above which its reading pauses. */
    public static final int CONNECTION_SHARE = 64;

    private final Turn turn;
    private final CryptoOutput crypto;
    private final Deduplicator deduplicator;
    private final Counts counts;
    private final TerminalFrames terminal;
    /** For each signature the first job that has it. */
    private final Map<Key, VerificationJob> underWay = new HashMap<>();

    private final Map<EdgeConnection, Integer> perConnection = new HashMap<>();
    private int total;

    private record Key(NodeId originator, long signatureKey) {}

    public Verifications(
            Turn turn, CryptoOutput crypto, Deduplicator deduplicator, Counts counts, TerminalFrames terminal) {
        this.turn = turn;
        this.crypto = crypto;
        this.deduplicator = deduplicator;
        this.counts = counts;
        this.terminal = terminal;
    }

    /** Returns whether messages of a type are served when they end here. */
    boolean serves(FrameType type) {
        return terminal.serves(type);
    }

    /** Takes a message that ends here, is served and was found fresh; the frame stays the caller's. */
    void submit(
            EdgeConnection connection, FrameType type, NodeId originator, RoutedMessageView message, ByteBuf frame) {
        long signatureKey = VerificationJob.signatureKey(message);
        if (deduplicator.contains(originator, signatureKey)) {
            counts.drop(DropReason.DUPLICATE);
            return;
        }
        Key key = new Key(originator, signatureKey);
        VerificationJob first = underWay.get(key);
        if (first != null && first.isCopy(type, message)) {
            counts.drop(DropReason.DUPLICATE);
            return;
        }
        if (total == MAX_UNDER_WAY) {
            counts.drop(DropReason.VERIFICATION_OVERLOAD);
            return;
        }
        long lastFresh = turn.nowNanos() + (message.sentNanos() - turn.wallNanos()) + Freshness.WINDOW_NANOS;
        VerificationJob job = new VerificationJob(
                connection, type, originator, message, frame, (ended, good) -> onVerified(ended, lastFresh + 1, good));
        counts.count(NodeCounter.VERIFICATIONS);
        if (crypto.verify(job)) {
            underWay.putIfAbsent(key, job);
            charge(connection);
        } else {
            counts.drop(DropReason.VERIFICATION_OVERLOAD);
            job.release();
        }
    }

    private void onVerified(VerificationJob job, long staleAtNanos, boolean good) {
        underWay.remove(new Key(job.originator(), job.signatureKey()), job);
        if (!good) {
            counts.drop(DropReason.BAD_SIGNATURE);
        } else if (staleAtNanos - turn.nowNanos() <= 0) {
            // its signature may be forgotten already
            counts.drop(DropReason.STALE);
        } else if (deduplicator.add(job.originator(), job.signatureKey(), staleAtNanos, turn.nowNanos())) {
            terminal.onVerified(job);
        } else {
            counts.drop(DropReason.DUPLICATE);
        }
        finish(job);
    }

    /** Answers how many messages are under verification. */
    public int underWay() {
        return total;
    }

    private void charge(EdgeConnection connection) {
        total++;
        if (perConnection.merge(connection, 1, Integer::sum) == CONNECTION_SHARE) {
            connection.connection().setReading(false);
        }
    }

    private void finish(VerificationJob job) {
        total--;
        EdgeConnection connection = job.connection();
        Integer left = perConnection.computeIfPresent(connection, (key, count) -> count == 1 ? null : count - 1);
        if (left != null && left == CONNECTION_SHARE / 2) {
            connection.connection().setReading(true);
        }
    }
}
