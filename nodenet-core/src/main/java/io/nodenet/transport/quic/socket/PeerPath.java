package io.nodenet.transport.quic.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TokenBucket;
import io.nodenet.transport.TransportCounter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the peer of one accepted connection is: a source address that never changes, and a port that a NAT may change. The loop only.
 *
 * <p>The codec is shown one made-up address for the whole life of the connection ({@link CodecAddresses}), so that it sees no migration,
 * of which it survives a few only. Which port is the peer's is decided here. A packet from another port may be a copy, sent by somebody who
 * sees the peer's packets and is faster than they are. So a new port is followed when data of the peer came from there and the old one was
 * silent for {@value #SILENCE_MILLIS} ms afterwards.
 *
 * <p>A peer that retires an ID is issued another one, and nothing tells which it has retired: the IDs of a connection are limited by the
 * rate at which they are issued. Beyond {@value #MAX_ISSUED_AT_ONCE} at once and one a minute after that, the connection is given up.
 */
public final class PeerPath extends WirePath {
    /** IDs that a connection may be issued at once. */
    public static final int MAX_ISSUED_AT_ONCE = 64;

    /** For how long the old port must be silent before a new one is followed. */
    public static final long SILENCE_MILLIS = 100;

    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS);
    private static final double ISSUED_PER_SECOND = 1 / 60.0;

    private final InetSocketAddress codecAddress;
    private final LongSupplier nanos;
    private final EnumCounters<TransportCounter> counters;
    private final TokenBucket issues = new TokenBucket(MAX_ISSUED_AT_ONCE, ISSUED_PER_SECOND);
    private InetSocketAddress remote;
    private @Nullable InetSocketAddress reading;
    private @Nullable InetSocketAddress candidate;
    private long candidateSince;
    private Runnable onFlood = () -> {};
    private boolean flooded;
    private @Nullable ByteBuf firstId;
    private boolean up;
    private long[] connectionIds = new long[2];
    private int count;

    PeerPath(
            Channel socket,
            InetSocketAddress sender,
            InetSocketAddress codecAddress,
            LongSupplier nanos,
            EnumCounters<TransportCounter> counters) {
        super(socket);
        this.remote = sender;
        this.codecAddress = codecAddress;
        this.nanos = nanos;
        this.counters = counters;
    }

    /** Returns the ID that was issued last, which the peer has not retired unless it has retired all. */
    @Override
    long connectionId() {
        return connectionIds[Math.max(0, count - 1)];
    }

    @Override
    InetSocketAddress codecAddress() {
        return codecAddress;
    }

    @Override
    public InetSocketAddress remote() {
        InetSocketAddress next = candidate;
        if (next != null && nanos.getAsLong() - candidateSince >= SILENCE_NANOS) {
            remote = next;
            candidate = null;
            counters.increment(TransportCounter.REBINDING_FOLLOWED);
        }
        return remote;
    }

    /** Notes the whole ID that the client has made up for its first packets. */
    void setFirstId(ByteBuffer id) {
        firstId = Unpooled.copiedBuffer(id);
    }

    /** Notes that the handshake is complete: a first packet does not belong to this connection any more. */
    public void up() {
        up = true;
    }

    /**
     * Returns whether a first packet belongs to this connection, to which the beginning of its ID leads: the handshake is in progress, and the
     * whole ID is one of its. Ours have no more bytes than lead here.
     */
    boolean takesFirst(ByteBuf packet, int idAt, int idLength) {
        ByteBuf first = firstId;
        boolean isNamed = first != null && first.getLong(0) == packet.getLong(idAt)
                ? idLength == first.readableBytes() && ByteBufUtil.equals(first, 0, packet, idAt, idLength)
                : idLength == Long.BYTES;
        return isNamed && !up;
    }

    /** Tells that the codec reads a packet now; returns whether its source is one of this path. */
    boolean beginReading(InetSocketAddress sender) {
        if (!remote.getAddress().equals(sender.getAddress())) {
            return false;
        }
        if (sender.getPort() != remote().getPort()) {
            reading = sender;
        } else if (candidate != null) {
            candidate = null;
            counters.increment(TransportCounter.REBINDING_REFUSED);
        }
        return true;
    }

    /** Tells that the codec has read the packet. */
    void endReading() {
        reading = null;
    }

    /** Tells that data of the peer has come: if it was in the packet being read, that packet is authentic and not a repetition. */
    public void onData() {
        InetSocketAddress source = reading;
        if (source != null && !source.equals(candidate)) {
            candidate = source;
            candidateSince = nanos.getAsLong();
        }
    }

    /** Sets what is called, at most once and inside the codec's call, when the peer makes the codec issue too many IDs. */
    public void onFlood(Runnable action) {
        onFlood = action;
    }

    /** Returns whether one more ID may be issued. */
    boolean mayIssue() {
        if (!flooded && !issues.tryTake(nanos.getAsLong())) {
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

    /** Returns whether a connection ID leads here. */
    boolean hasConnectionIds() {
        return count > 0;
    }

    /** Forgets the connection IDs that lead here and answers them. */
    long[] takeConnectionIds() {
        long[] taken = Arrays.copyOf(connectionIds, count);
        count = 0;
        return taken;
    }
}
