package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.quic.QuicTransport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A nodenet transport without a node above it, for scenarios that measure edges only. */
class Peer implements TransportListener, AutoCloseable {
    private static final RelayLimits UNLIMITED = new RelayLimits(256, 1L << 40, 1L << 40, Duration.ofMinutes(10));

    final Identity identity = Identity.generate();
    final Transport transport = QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)
                    .maxInbound(0)
                    .maxInboundPerAddress(0)
                    .maxHandshakes(0)
                    .maxInitialsPerAddress(0)
                    .unlimitedMedia()
                    .relayLimits(UNLIMITED))
            .apply(identity);
    private final AtomicLong operations = new AtomicLong();
    private final ConcurrentHashMap<Long, CompletableFuture<Connection>> dials = new ConcurrentHashMap<>();

    Peer() {
        transport.start(this);
    }

    /** Dials another peer's address; can be called from any thread except the loop. */
    Connection connect(Peer other) throws Exception {
        return connect(other.identity, other.transport);
    }

    Connection connect(Identity expected, Transport other) throws Exception {
        return connect(expected.nodeId(), other.boundEndpoint());
    }

    Connection connect(NodeId expected, Endpoint endpoint) throws Exception {
        long operation = operations.incrementAndGet();
        CompletableFuture<Connection> dialed = new CompletableFuture<>();
        dials.put(operation, dialed);
        transport.loop().execute(() -> transport.dial(operation, expected, endpoint, TimeUnit.SECONDS.toNanos(10)));
        return dialed.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void onFrame(Connection connection, ByteBuf frame) {}

    @Override
    public void onConnectionClosed(Connection connection, CloseReason reason) {}

    @Override
    public void onWritable(Connection connection) {}

    @Override
    public void onDialed(long operation, Connection connection) {
        CompletableFuture<Connection> dialed = dials.remove(operation);
        if (dialed != null) {
            dialed.complete(connection);
        }
    }

    @Override
    public void onDialFailed(long operation, DialFailure failure) {
        CompletableFuture<Connection> dialed = dials.remove(operation);
        if (dialed != null) {
            dialed.completeExceptionally(new IllegalStateException(failure.detail()));
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
