package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import java.util.List;
import java.util.Map;

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
        host.open(new HostScope.Entrance(loop::onThread, thread));
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
    public void openMedia(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
        host.openMedia(operation, peer, endpoint, timeoutNanos);
    }

    @Override
    public void cancelMedia(long operation) {
        host.cancelMedia(operation);
    }

    @Override
    public boolean hasMedia() {
        return host.hasMedia();
    }

    @Override
    public Map<MediaCounter, Long> mediaCounters() {
        return host.mediaCounters();
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
