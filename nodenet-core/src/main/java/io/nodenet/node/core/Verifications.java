package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.nodenet.kad.NodeId;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.Freshness;
import io.nodenet.routing.RoutedMessageView;
import io.nodenet.wire.FrameType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sends the messages that end here through signature verification and hands on each good one once.
 *
 * <p>Copies of one message wait behind the first, which spares the work, and take over if that one was tampered with. What is under way
 * is capped in total and per connection; a connection above its share is not read until it is below half of it.
 */
final class Verifications {
    /** The most messages under verification. */
    static final int MAX_UNDER_WAY = 1024;

    /** The share of one connection, above which its reading pauses. */
    static final int CONNECTION_SHARE = 64;

    /** The most copies that wait behind a message: that many disjoint paths there are besides its own. */
    static final int MAX_COPIES = 2;

    private final Turn turn;
    private final CryptoOutput crypto;
    private final Deduplicator deduplicator;
    private final Counts counts;
    private final Consumer<VerificationJob> verified;
    private final Map<Key, VerificationJob> underWay = new HashMap<>();
    private final Map<EdgeConnection, Integer> perConnection = new HashMap<>();
    private int total;

    private record Key(NodeId originator, long signatureKey) {}

    Verifications(
            Turn turn,
            CryptoOutput crypto,
            Deduplicator deduplicator,
            Counts counts,
            Consumer<VerificationJob> verified) {
        this.turn = turn;
        this.crypto = crypto;
        this.deduplicator = deduplicator;
        this.counts = counts;
        this.verified = verified;
    }

    /** Takes a message that ends here and was found fresh; the frame stays the caller's. */
    void submit(
            EdgeConnection connection,
            FrameType type,
            NodeId originator,
            RoutedMessageView message,
            ByteBuf frame,
            long wallNanos) {
        long signatureKey = VerificationJob.signatureKey(message);
        if (deduplicator.contains(originator, signatureKey)) {
            counts.drop(DropReason.DUPLICATE);
            return;
        }
        if (total == MAX_UNDER_WAY) {
            counts.drop(DropReason.VERIFICATION_OVERLOAD);
            return;
        }
        VerificationJob first = underWay.get(new Key(originator, signatureKey));
        if (first != null && first.copies().size() == MAX_COPIES) {
            counts.drop(DropReason.DUPLICATE);
            return;
        }
        long staleAt = turn.nowNanos() + (message.sentNanos() - wallNanos) + Freshness.WINDOW_NANOS;
        VerificationJob job = VerificationJob.ofDelivery(connection, type, originator, message, frame, staleAt);
        charge(connection);
        if (first != null) {
            first.copies().add(job);
        } else {
            begin(job);
        }
    }

    /** Takes the result of a job. */
    void onVerified(VerificationJob job, boolean good) {
        underWay.remove(new Key(job.originator(), job.signatureKey()));
        if (good) {
            boolean fresh = deduplicator.add(job.originator(), job.signatureKey(), job.staleAtNanos(), turn.nowNanos());
            if (fresh) {
                verified.accept(job);
            }
            for (VerificationJob copy : job.copies()) {
                counts.drop(DropReason.DUPLICATE);
                finish(copy);
            }
        } else {
            counts.drop(DropReason.BAD_SIGNATURE);
            VerificationJob next = job.copies().poll();
            if (next != null) {
                next.copies().addAll(job.copies());
                begin(next);
            }
        }
        finish(job);
    }

    /** Answers how many messages are under verification. */
    int underWay() {
        return total;
    }

    private void begin(VerificationJob job) {
        counts.count(NodeCounter.VERIFICATIONS);
        if (crypto.verify(job)) {
            underWay.put(new Key(job.originator(), job.signatureKey()), job);
            return;
        }
        counts.drop(DropReason.VERIFICATION_OVERLOAD);
        for (VerificationJob copy : job.copies()) {
            counts.drop(DropReason.VERIFICATION_OVERLOAD);
            finish(copy);
        }
        finish(job);
    }

    private void charge(EdgeConnection connection) {
        total++;
        if (perConnection.merge(connection, 1, Integer::sum) == CONNECTION_SHARE) {
            connection.connection().setReading(false);
        }
    }

    private void finish(VerificationJob job) {
        job.release();
        total--;
        EdgeConnection connection = job.connection();
        Integer left = perConnection.computeIfPresent(connection, (key, count) -> count == 1 ? null : count - 1);
        if (left != null && left == CONNECTION_SHARE / 2) {
            connection.connection().setReading(true);
        }
    }
}
