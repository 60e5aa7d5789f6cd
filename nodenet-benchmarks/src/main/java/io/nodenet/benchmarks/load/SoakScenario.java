package io.nodenet.benchmarks.load;

import io.netty.util.internal.PlatformDependent;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.node.SendResult;
import io.nodenet.transport.quic.QuicTransport;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whole nodes under load for a long time: routed and direct messages through a hub, edges that are dropped and re-established; heap and
 * direct memory of the second half are compared with those of the first.
 */
public final class SoakScenario implements Scenario {
    private static final int LEAVES = 4;
    private static final int MESSAGES_PER_SECOND = 400;
    private static final int MAX_PAYLOAD = 4096;
    private static final int ROUNDS_PER_SECOND = 20;
    private static final int DROP_EVERY_ROUNDS = 5 * ROUNDS_PER_SECOND;
    private static final int SAMPLES = 12;

    /** The peak use of a part of the soak, in MiB. */
    private record Memory(double heap, double direct) {
        static Memory now() throws InterruptedException {
            System.gc();
            Thread.sleep(100);
            System.gc();
            double heap =
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            double direct = Math.max(0, PlatformDependent.usedDirectMemory());
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
            }
            return new Memory(heap / (1 << 20), direct / (1 << 20));
        }

        Memory max(Memory other) {
            return new Memory(Math.max(heap, other.heap), Math.max(direct, other.direct));
        }
    }

    @Override
    public List<Figure> run(Duration time) throws Exception {
        AtomicLong received = new AtomicLong();
        List<Node> nodes = new ArrayList<>();
        try {
            nodes.add(node(received, null));
            for (int i = 0; i < LEAVES; i++) {
                nodes.add(node(received, nodes.get(0)));
            }
            return soak(nodes, received, time);
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private static Node node(AtomicLong received, @Nullable Node anchor) {
        NodeBuilder builder = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)));
        if (anchor != null) {
            builder.anchor(anchor.id() + "@" + anchor.endpoint().text());
        }
        Node node = builder.build();
        node.onMessage(message -> received.incrementAndGet());
        node.start();
        return node;
    }

    private static List<Figure> soak(List<Node> nodes, AtomicLong received, Duration time) throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        long rounds = Math.max(SAMPLES, time.toSeconds() * ROUNDS_PER_SECOND);
        long sent = 0;
        Memory first = new Memory(0, 0);
        Memory second = first;
        for (long round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < MESSAGES_PER_SECOND / ROUNDS_PER_SECOND; i++) {
                sent += send(nodes, random) ? 1 : 0;
            }
            if (round % DROP_EVERY_ROUNDS == 0) {
                nodes.get(0).drop(nodes.get(1 + random.nextInt(LEAVES)).id()).exceptionally(absent -> null);
            }
            if (round % (rounds / SAMPLES) == 0) {
                Memory sample = Memory.now();
                if (round < rounds / 2) {
                    first = first.max(sample);
                } else {
                    second = second.max(sample);
                }
            }
            long pause = TimeUnit.SECONDS.toNanos(1) / ROUNDS_PER_SECOND - (System.nanoTime() - start);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, pause));
        }
        return List.of(
                new Figure("soak", "messages sent", sent, "messages", null),
                new Figure("soak", "messages received", received.get(), "messages", (double) sent),
                new Figure("soak", "heap after collection, second half", second.heap, "MiB", first.heap),
                new Figure("soak", "direct memory, second half", second.direct, "MiB", first.direct));
    }

    private static boolean send(List<Node> nodes, SplittableRandom random) {
        Node from = nodes.get(1 + random.nextInt(LEAVES));
        Node to = nodes.get(1 + random.nextInt(LEAVES));
        byte[] payload = new byte[random.nextInt(MAX_PAYLOAD)];
        if (random.nextInt(8) == 0) {
            from.sendDirect(nodes.get(0).id(), payload).exceptionally(absent -> null);
            return true;
        }
        return from.send(to.id(), payload) == SendResult.ACCEPTED;
    }
}
