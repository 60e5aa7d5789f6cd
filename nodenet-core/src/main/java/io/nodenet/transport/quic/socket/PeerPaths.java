package io.nodenet.transport.quic.socket;

import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Issues the connection IDs of accepted connections and knows which source address each is pinned to.
 *
 * <p>The codec would answer to the source of any packet that carries a known ID, forged or not; with this map the demultiplexer
 * drops such packets first. IDs are known by their first eight bytes: ours have no more, and a client's own first ID is random. The
 * loop only.
 */
public final class PeerPaths implements QuicConnectionIdGenerator {
    private final SecureRandom random;
    private final LongSupplier nanos;
    private final LongObjectMap<PeerPath> byConnectionId = new LongObjectHashMap<>();
    private @Nullable InetSocketAddress initialSender;
    private @Nullable PeerPath newest;

    /**
     * Creates an empty table.
     *
     * @param nanos the monotonic clock of the loop
     */
    public PeerPaths(SecureRandom random, LongSupplier nanos) {
        this.random = random;
        this.nanos = nanos;
    }

    /** Tells from where the first packet of a connection comes that the codec may now create. */
    public void initialFrom(InetSocketAddress sender) {
        initialSender = sender;
        forgetNewest();
    }

    /** Tells that the first packet is answered with a Retry: the ID that it is given is not remembered. */
    void forgetInitial() {
        initialSender = null;
        forgetNewest();
    }

    /** Tells that the codec may now create the connection of a stranger that came back with the ID of a Retry. */
    void acceptRetried(long connectionId, InetSocketAddress sender) {
        forgetInitial();
        PeerPath path = new PeerPath(sender.getAddress());
        newest = path;
        bind(connectionId, path);
    }

    /** Answers the path of the connection that the codec is creating right now, once; null if there is none. */
    @Nullable
    public PeerPath takeNewest() {
        PeerPath path = newest;
        newest = null;
        initialSender = null;
        return path;
    }

    /** Answers the path of a connection ID, or null if it is unknown. */
    @Nullable
    public PeerPath find(long connectionId) {
        return byConnectionId.get(connectionId);
    }

    /** Forgets all connection IDs of an ended connection. */
    public void remove(PeerPath path) {
        for (long connectionId : path.connectionIds()) {
            if (byConnectionId.get(connectionId) == path) {
                byConnectionId.remove(connectionId);
            }
        }
    }

    /** Answers the number of known connection IDs. */
    public int size() {
        return byConnectionId.size();
    }

    private void forgetNewest() {
        PeerPath path = newest;
        if (path != null) {
            remove(path);
            newest = null;
        }
    }

    @Override
    public ByteBuffer newId(ByteBuffer clientId, ByteBuffer originalId, int length) {
        InetSocketAddress sender = initialSender;
        if (sender == null || originalId.remaining() < Long.BYTES) {
            return newId(length);
        }
        forgetNewest();
        PeerPath path = new PeerPath(sender.getAddress());
        newest = path;
        bind(originalId.getLong(originalId.position()), path);
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
        if (path.mayIssue(nanos.getAsLong())) {
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
