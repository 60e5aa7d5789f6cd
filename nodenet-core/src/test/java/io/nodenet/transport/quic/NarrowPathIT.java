package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.node.SendResult;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A path becomes too narrow for the packets of an edge, in one direction, and nobody says so (trap T25). */
@Timeout(120)
class NarrowPathIT {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final byte[] LARGE = new byte[5_000];
    private static final byte[] SMALL = {1};

    /** Packets that a fresh connection begins with pass, those of one that has looked for more do not. */
    private static final int NARROW = 1_250;

    private static NodeBuilder builder() {
        return Node.builder()
                .identity(Identity.generate())
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .difficulty(0);
    }

    private static boolean hasEdge(Node node, NodeId peer) {
        return node.snapshot().connectivity().edges().stream()
                .anyMatch(edge -> edge.peer().equals(peer));
    }

    private static long secondDials(Node node) {
        return node.snapshot().counters().get(NodeCounter.SECOND_DIALS);
    }

    private static void await(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin)
                    .as("waiting for %s", what)
                    .isLessThan(TimeUnit.SECONDS.toNanos(QuicPeer.SECONDS));
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    @Test
    void largeMessagesArriveAgainThoughThePeerIsHeardAllTheWhile() throws Exception {
        BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        BlockingQueue<NodeEvent.PeerDisconnected> down = new LinkedBlockingQueue<>();
        try (Node acceptor = builder().build()) {
            acceptor.onMessage(message -> received.add(message.payload()));
            acceptor.start();
            try (UdpProxy proxy = new UdpProxy(acceptor.endpoint());
                    Node dialer = builder()
                            .anchor(acceptor.id() + "@" + proxy.endpoint().text())
                            .build()) {
                dialer.on(NodeEvent.PeerDisconnected.class, down::add);
                dialer.start();
                await("the edge", () -> hasEdge(dialer, acceptor.id()) && hasEdge(acceptor, dialer.id()));
                await("a packet larger than the path will be", () -> {
                    assertThat(dialer.send(acceptor.id(), LARGE)).isEqualTo(SendResult.ACCEPTED);
                    return proxy.toServer.stream().anyMatch(packet -> packet.length > NARROW);
                });
                await("a large message", () -> !received.isEmpty());

                proxy.largestToServer = NARROW;
                dialer.send(acceptor.id(), LARGE);
                await("a connection beside", () -> {
                    acceptor.send(dialer.id(), SMALL);
                    return secondDials(dialer) == 1;
                });
                received.clear();
                await("a large message again", () -> {
                    dialer.send(acceptor.id(), LARGE);
                    return !received.isEmpty();
                });
                assertThat(down).as("the edge lived on").isEmpty();
            }
        }
    }
}
