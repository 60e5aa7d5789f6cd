package io.nodenet.node.run;

import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.kad.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;

/** Resolves configured host names off the loop with the system's resolver; never a name that a peer told us. */
final class NameResolver implements AutoCloseable {
    /** How many names wait; more count as unresolvable until the next attempt. */
    static final int QUEUE_CAPACITY = 256;

    private static final int THREADS = 2;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor pool;

    NameResolver(NodeId node) {
        pool = NodeThreads.pool(node, "resolver", THREADS, new ArrayBlockingQueue<>(QUEUE_CAPACITY), IDLE_SECONDS);
    }

    /** Resolves; {@code result} gets the endpoints in the resolver's order, none on failure, on a thread of the pool. */
    void resolve(HostPort address, Consumer<List<Endpoint>> result) {
        try {
            pool.execute(() -> result.accept(lookUp(address)));
        } catch (RejectedExecutionException e) {
            result.accept(List.of());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    private static List<Endpoint> lookUp(HostPort address) {
        try {
            List<Endpoint> endpoints = new ArrayList<>();
            for (InetAddress one : InetAddress.getAllByName(address.host())) {
                endpoints.add(Endpoint.quic(new InetSocketAddress(one, address.port())));
            }
            return endpoints;
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
