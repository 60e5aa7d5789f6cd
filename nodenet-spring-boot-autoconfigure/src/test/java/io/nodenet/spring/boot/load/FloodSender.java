package io.nodenet.spring.boot.load;

import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.transport.quic.QuicTransport;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a number of direct messages at a rate, in a process of its own, and prints how many left. What it missed while the machine was busy it
 * makes up for, so that the rate holds on average.
 */
final class FloodSender {
    private static final int PAYLOAD_BYTES = 100;
    private static final int UNDER_WAY = 512;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Node node;
    private final NodeId target;
    private final AtomicLong underWay = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();

    private FloodSender(Node node, NodeId target) {
        this.node = node;
        this.target = target;
    }

    /** Takes the anchor to flood, the number of messages, and how many of them per second. */
    public static void main(String[] arguments) throws InterruptedException {
        AnchorEntry anchor = AnchorEntry.parse(arguments[0]);
        try (Node node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .rateLimited(false)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .anchor(anchor)
                .build()) {
            CountDownLatch connected = new CountDownLatch(1);
            node.on(NodeEvent.PeerConnected.class, event -> connected.countDown());
            node.start();
            connected.await();
            FloodSender sender = new FloodSender(node, anchor.id());
            sender.send(Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
            Figures.print("sent", sender.sent.get());
        }
    }

    /** Sends until so many were taken; what finds the connection's buffer full is sent again after a pause. */
    private void send(long messages, long perSecond) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        long start = System.nanoTime();
        while (sent.get() < messages) {
            double elapsedSeconds = (System.nanoTime() - start) / 1e9;
            long due = Math.min(messages, (long) (elapsedSeconds * perSecond)) - sent.get() - underWay.get();
            for (long i = Math.min(due, UNDER_WAY - underWay.get()); i > 0; i--) {
                underWay.incrementAndGet();
                node.sendDirect(target, payload).whenComplete((done, failure) -> {
                    if (failure == null) {
                        sent.incrementAndGet();
                    }
                    underWay.decrementAndGet();
                });
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
