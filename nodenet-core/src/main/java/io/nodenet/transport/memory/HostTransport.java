package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import java.util.List;

/** A host of a {@link MemoryNetwork} that lives on a {@link NetworkThread}, opened to other threads: the transport of a node. */
public final class HostTransport implements Transport {
    private final NetworkThread thread;
    private final MemoryTransport host;
    private final HostLoop loop;

    /** Creates a transport; {@code host} is used on the thread of the network only. */
    public HostTransport(NetworkThread thread, MemoryTransport host) {
        this.thread = thread;
        this.host = host;
        this.loop = new HostLoop(thread, host.loop());
    }

    @Override
    public NodeId localId() {
        return host.localId();
    }

    @Override
    public NodeLoop loop() {
        return loop;
    }

    @Override
    public void start(TransportListener listener) {
        thread.call(() -> {
            host.start(listener);
            return true;
        });
    }

    @Override
    public Endpoint boundEndpoint() {
        return host.boundEndpoint();
    }

    @Override
    public List<Endpoint> localEndpoints() {
        return host.localEndpoints();
    }

    @Override
    public void dial(long operation, NodeId expected, Endpoint endpoint, long timeoutNanos) {
        host.dial(operation, expected, endpoint, timeoutNanos);
    }

    @Override
    public void cancelDial(long operation) {
        host.cancelDial(operation);
    }

    @Override
    public void punch(Endpoint target) {
        host.punch(target);
    }

    @Override
    public void openRelay(long session, Endpoint caller, Endpoint callee) {
        host.openRelay(session, caller, callee);
    }

    @Override
    public void closeRelay(long session) {
        host.closeRelay(session);
    }

    @Override
    public boolean canRelay() {
        return host.canRelay();
    }

    @Override
    public EnumCounters<TransportCounter> counters() {
        return host.counters();
    }

    @Override
    public void close() {
        thread.call(() -> {
            host.close();
            return true;
        });
    }
}
