package io.nodenet.transport.quic.socket;

import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Issues the connection IDs of accepted connections and knows where the peer of each is.
 *
 * <p>The codec would answer to the source of any packet that carries a known ID, forged or not; with this map the demultiplexer
 * drops such packets first. IDs are known by their first eight bytes: ours have no more, and a client's own first ID is random. A packet
 * that may open a connection is compared as a whole ({@link PeerPath#takesFirst}). The loop only.
 */
public final class PeerPaths implements QuicConnectionIdGenerator {
    private final SecureRandom random;
    private final LongSupplier nanos;
    private final EnumCounters<TransportCounter> counters;
    private final CodecAddresses codecAddresses;
    private final LongObjectMap<PeerPath> byConnectionId = new LongObjectHashMap<>();
    private int connections;
    private @Nullable PeerPath opening;
    private boolean issuing;

    /**
     * Creates an empty table.
     *
     * @param nanos the monotonic clock of the loop
     * @param counters of what happens to the paths
     */
    public PeerPaths(
            SecureRandom random,
            LongSupplier nanos,
            EnumCounters<TransportCounter> counters,
            CodecAddresses codecAddresses) {
        this.random = random;
        this.nanos = nanos;
        this.counters = counters;
        this.codecAddresses = codecAddresses;
    }

    /** Makes the path of the connection that the codec may create from the first packet that it reads next. */
    PeerPath beginOpening(Channel socket, InetSocketAddress sender) {
        endOpening();
        InetSocketAddress codecAddress = codecAddresses.next(sender.getAddress());
        PeerPath path = new PeerPath(socket, sender, codecAddress, nanos, counters);
        codecAddresses.put(codecAddress, path);
        connections++;
        opening = path;
        issuing = true;
        return path;
    }

    /** Tells that the codec has read the first packet: what was noted for it is forgotten, unless a connection was created. */
    void endOpening() {
        PeerPath path = opening;
        if (path != null) {
            opening = null;
            remove(path);
        }
    }

    /** Tells that the first packet is answered with a Retry: the ID that it is given is not remembered. */
    void forgetIds() {
        issuing = false;
        PeerPath path = opening;
        if (path != null) {
            removeIds(path);
        }
    }

    /** Tells that the codec may now create the connection of a stranger that came back with the ID of a Retry. */
    void acceptRetried(long connectionId) {
        forgetIds();
        PeerPath path = opening;
        if (path != null) {
            bind(connectionId, path);
        }
    }

    /** Returns the path of the connection that the codec is creating right now, once; null if there is none. */
    @Nullable
    public PeerPath takeOpened() {
        PeerPath path = opening;
        if (path == null || !path.hasConnectionIds()) {
            return null;
        }
        opening = null;
        return path;
    }

    /** Returns the path of a connection ID, or null if it is unknown. */
    @Nullable
    public PeerPath find(long connectionId) {
        return byConnectionId.get(connectionId);
    }

    /** Forgets an ended connection. */
    public void remove(PeerPath path) {
        removeIds(path);
        if (codecAddresses.remove(path.codecAddress(), path)) {
            connections--;
        }
    }

    private void removeIds(PeerPath path) {
        for (long connectionId : path.takeConnectionIds()) {
            if (byConnectionId.get(connectionId) == path) {
                byConnectionId.remove(connectionId);
            }
        }
    }

    /** Returns the number of known connection IDs. */
    public int size() {
        return byConnectionId.size();
    }

    /** Returns the number of connections, one that is just being created included. */
    public int connections() {
        return connections;
    }

    @Override
    public ByteBuffer newId(ByteBuffer clientId, ByteBuffer originalId, int length) {
        PeerPath path = opening;
        if (path == null || !issuing || originalId.remaining() < Long.BYTES) {
            return newId(length);
        }
        removeIds(path);
        bind(originalId.getLong(originalId.position()), path);
        path.setFirstId(originalId);
        return issue(path);
    }

    @Override
    public ByteBuffer newId(ByteBuffer known, int length) {
        PeerPath path = known.remaining() == Long.BYTES ? find(known.getLong(known.position())) : null;
        return path == null ? newId(length) : issue(path);
    }

    @Override
    public ByteBuffer newId(int length) {
        byte[] id = new byte[length];
        random.nextBytes(id);
        return ByteBuffer.wrap(id);
    }

    private ByteBuffer issue(PeerPath path) {
        ByteBuffer id = newId(Long.BYTES);
        if (path.mayIssue()) {
            bind(id.getLong(0), path);
        }
        return id;
    }

    private void bind(long connectionId, PeerPath path) {
        if (byConnectionId.putIfAbsent(connectionId, path) == null) {
            path.add(connectionId);
        }
    }

    @Override
    public int maxConnectionIdLength() {
        return Long.BYTES;
    }

    @Override
    public boolean isIdempotent() {
        return false;
    }
}
