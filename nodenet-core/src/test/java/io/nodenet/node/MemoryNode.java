package io.nodenet.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Transport;
import io.nodenet.transport.memory.HostTransport;
import io.nodenet.transport.memory.LinkProfile;
import io.nodenet.transport.memory.MemoryNetwork;
import io.nodenet.transport.memory.MemoryTransport;
import io.nodenet.transport.memory.NetworkThread;
import io.nodenet.transport.memory.VirtualTime;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A node on a {@link MemoryNetwork} in real time, and what its application was told; all of them share one network and its thread. */
public final class MemoryNode implements AutoCloseable {
    public static final long WAIT_SECONDS = 60;

    private static final VirtualTime TIME = new VirtualTime();
    private static final NetworkThread THREAD = new NetworkThread(TIME);
    private static final MemoryNetwork NETWORK = network();
    private static final AtomicInteger PORTS = new AtomicInteger();

    final Identity identity = Identity.generate();
    final MemoryTransport host = host(identity.nodeId());
    final Transport transport = open(host);
    final BlockingQueue<InboundMessage> received = new LinkedBlockingQueue<>();
    final BlockingQueue<NodeId> edgesUp = new LinkedBlockingQueue<>();
    final BlockingQueue<CloseReason> edgesDown = new LinkedBlockingQueue<>();
    final Node node;

    MemoryNode() {
        this(builder -> {});
    }

    MemoryNode(Consumer<NodeBuilder> settings) {
        NodeBuilder builder =
                Node.builder().identity(identity).transport(self -> transport).difficulty(0);
        settings.accept(builder);
        node = builder.build();
        node.on(NodeEvent.PeerConnected.class, event -> edgesUp.add(event.peer()));
        node.on(NodeEvent.PeerDisconnected.class, event -> edgesDown.add(event.reason()));
    }

    private static MemoryNetwork network() {
        MemoryNetwork network = new MemoryNetwork(TIME, new SplittableRandom(1));
        network.link(new LinkProfile(Duration.ZERO, Duration.ZERO, 0));
        return network;
    }

    /** Returns a new host of the network. */
    static MemoryTransport host(NodeId id) {
        Endpoint endpoint = Endpoint.quic("10.9.0.1:" + (1 + PORTS.getAndIncrement()));
        return THREAD.call(() -> NETWORK.transport(id, endpoint));
    }

    /** Opens a host to the threads of a node. */
    static Transport open(MemoryTransport host) {
        return new HostTransport(THREAD, host);
    }

    /** Does something in one event, in which the clock stands still. */
    static void inOneEvent(Runnable task) {
        THREAD.call(() -> {
            task.run();
            return true;
        });
    }

    /** Has the frames of this node to another one wait, or lets them go on. */
    void cutTo(MemoryNode other, boolean on) {
        inOneEvent(() -> {
            if (on) {
                NETWORK.cut(id(), other.id());
            } else {
                NETWORK.heal(id(), other.id());
            }
        });
    }

    /** Holds the loop of this node up, and that of all others, until the answer is counted down. */
    CountDownLatch block() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        transport.loop().execute(() -> {
            blocked.countDown();
            awaitQuietly(release);
        });
        awaitQuietly(blocked);
        return release;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    MemoryNode receiving() {
        node.onMessage(received::add);
        return this;
    }

    MemoryNode started() {
        node.start();
        return this;
    }

    NodeId id() {
        return node.id();
    }

    /** Returns how this node is written as an anchor. */
    String asAnchor() {
        return id() + "@" + node.endpoint().text();
    }

    /** Waits for the next edge, which must be to this node. */
    void awaitEdge(MemoryNode other) throws InterruptedException {
        assertThat(edgesUp.poll(WAIT_SECONDS, SECONDS)).isEqualTo(other.id());
    }

    /** Waits for the next message. */
    InboundMessage next() throws InterruptedException {
        InboundMessage message = received.poll(WAIT_SECONDS, SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    @Override
    public void close() {
        node.close();
    }
}
