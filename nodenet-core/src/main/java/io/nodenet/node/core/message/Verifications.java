package io.nodenet.node.core.message;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Ed25519;
import io.nodenet.identity.SecretHash;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.wire.FrameType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages that end here through signature verification and hands on each good one once.
 *
 * <p>A copy of a message under verification is dropped at once: its result would be the same. One that differs, because somebody on its
 * way tampered with it or with the other, is verified by itself, so that nobody can suppress the genuine one.
 *
 * <p>Connections are served one after the other, so that a flood on some of them delays the others by one round. A connection that has
 * {@value #CONNECTION_SHARE} messages under verification is not read until it has half of that; once there are {@value #MAX_UNDER_WAY} in
 * all, {@value #MAX_BYTES} bytes of them, or {@value #SUBNET_SHARE} of its subnet, already at {@value #RESERVE}, which each connection may
 * always have. So a flood is pushed back to whoever sends it, and nothing is lost. Twice as many in all are the end: beyond that a connection
 * has its reserve and what it sent besides is dropped.
 */
public final class Verifications {
    /** From this many messages under verification on, each connection gets its reserve only. */
    public static final int MAX_UNDER_WAY = 1024;

    /** From this many bytes of them on, the same. */
    static final int MAX_BYTES = 32 << 20;

    /** From this many messages of one subnet on, the same for its connections. */
    static final int SUBNET_SHARE = 256;

    /** The share of one connection, above which its reading pauses. */
    public static final int CONNECTION_SHARE = 64;

    /** What a connection may have under verification however many the others have. */
    static final int RESERVE = 8;

    /** The messages given to the crypto port at a time; the others wait for their turn. */
    static final int MAX_IN_FLIGHT = 128;

    private final Turn turn;
    private final CryptoOutput crypto;
    private final Deduplicator deduplicator;
    private final SecretHash hash;
    private final Edges edges;
    private final Counts counts;
    private final TerminalFrames terminal;
    /** For each signature the first job that has it. */
    private final Map<Key, VerificationJob> underWay = new HashMap<>();

    private final FairQueue<EdgeConnection, VerificationJob> waiting = new FairQueue<>();
    private final Map<EdgeConnection, Share> shares = new HashMap<>();
    private final Map<SubnetKey, Integer> perSubnet = new HashMap<>();
    private int total;
    private long totalBytes;
    private int inFlight;

    private record Key(NodeId originator, long signatureKey) {}

    /** What one connection has under verification. */
    private static final class Share {
        final @Nullable SubnetKey subnet;
        int messages;
        boolean paused;

        Share(@Nullable SubnetKey subnet) {
            this.subnet = subnet;
        }
    }

    public Verifications(
            Turn turn,
            CryptoOutput crypto,
            Deduplicator deduplicator,
            SecretHash hash,
            Edges edges,
            Counts counts,
            TerminalFrames terminal) {
        this.turn = turn;
        this.crypto = crypto;
        this.deduplicator = deduplicator;
        this.hash = hash;
        this.edges = edges;
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
        if (terminal.takeUnverified(type, message)) {
            return;
        }
        hash.update(message.array(), message.keyOffset(), Ed25519.KEY_LENGTH)
                .update(message.array(), message.signatureOffset(), RoutedMessageView.SIGNATURE_LENGTH)
                .finish();
        long high = hash.high();
        long low = hash.low();
        long sentNanos = message.sentNanos();
        if (refused(deduplicator.examine(high, low, sentNanos, connection.peer(), turn.wallNanos()))) {
            return;
        }
        Key key = new Key(originator, VerificationJob.signatureKey(message));
        VerificationJob first = underWay.get(key);
        if (first != null && first.isCopy(type, message)) {
            counts.drop(DropReason.DUPLICATE);
            return;
        }
        Share share = shares.computeIfAbsent(connection, Verifications::newShare);
        boolean full = total >= 2 * MAX_UNDER_WAY || totalBytes >= 2 * MAX_BYTES;
        if (share.messages >= (full ? RESERVE : CONNECTION_SHARE)) {
            // it is not read any more, but a transport may have read ahead
            counts.drop(DropReason.VERIFICATION_OVERLOAD);
            return;
        }
        VerificationJob job = new VerificationJob(
                connection,
                type,
                originator,
                message,
                frame,
                (ended, good) -> onVerified(ended, good, high, low, sentNanos));
        counts.count(NodeCounter.VERIFICATIONS);
        underWay.putIfAbsent(key, job);
        charge(connection, share, job);
        waiting.add(connection, job);
        serve();
    }

    /** Returns how many messages are under verification, or wait for it. */
    public int underWay() {
        return total;
    }

    private void serve() {
        while (inFlight < MAX_IN_FLIGHT) {
            VerificationJob job = waiting.poll();
            if (job == null) {
                return;
            }
            inFlight++;
            if (!crypto.verify(job)) {
                inFlight--;
                counts.drop(DropReason.VERIFICATION_OVERLOAD);
                finish(job);
                job.release();
            }
        }
    }

    private void onVerified(VerificationJob job, boolean good, long high, long low, long sentNanos) {
        inFlight--;
        EdgeConnection connection = job.connection();
        finish(job);
        if (!good) {
            counts.drop(DropReason.BAD_SIGNATURE);
            if (!connection.edge().budget().tryForgery(turn.nowNanos())) {
                edges.drop(connection.edge(), CloseReason.FORGERIES);
            }
        } else if (!refused(deduplicator.admit(high, low, sentNanos, connection.peer(), turn.wallNanos()))) {
            terminal.onVerified(job);
        }
        serve();
    }

    /** Counts a message that is not let through, and returns whether it is one. */
    private boolean refused(Deduplicator.Outcome outcome) {
        switch (outcome) {
            case NEW -> {
                return false;
            }
            case DUPLICATE -> counts.drop(DropReason.DUPLICATE);
            case STALE -> counts.drop(DropReason.STALE);
            case FULL -> counts.drop(DropReason.DEDUPLICATION_FULL);
        }
        return true;
    }

    private static Share newShare(EdgeConnection connection) {
        return new Share(SubnetKey.of(connection.connection().remoteEndpoint()));
    }

    private boolean isCrowded(Share share) {
        return total >= MAX_UNDER_WAY
                || totalBytes >= MAX_BYTES
                || (share.subnet != null && perSubnet.getOrDefault(share.subnet, 0) >= SUBNET_SHARE);
    }

    private void charge(EdgeConnection connection, Share share, VerificationJob job) {
        total++;
        totalBytes += job.bytes();
        share.messages++;
        if (share.subnet != null) {
            perSubnet.merge(share.subnet, 1, Integer::sum);
        }
        if (!share.paused && share.messages >= (isCrowded(share) ? RESERVE : CONNECTION_SHARE)) {
            share.paused = true;
            connection.connection().setReading(false);
        }
    }

    private void finish(VerificationJob job) {
        underWay.remove(new Key(job.originator(), job.signatureKey()), job);
        total--;
        totalBytes -= job.bytes();
        EdgeConnection connection = job.connection();
        Share share = shares.get(connection);
        if (share == null) {
            throw new IllegalStateException("A job ended that was not begun");
        }
        share.messages--;
        if (share.subnet != null) {
            perSubnet.computeIfPresent(share.subnet, (subnet, count) -> count == 1 ? null : count - 1);
        }
        if (share.paused && share.messages <= (isCrowded(share) ? RESERVE : CONNECTION_SHARE) / 2) {
            share.paused = false;
            connection.connection().setReading(true);
        }
        if (share.messages == 0) {
            shares.remove(connection);
        }
    }
}
