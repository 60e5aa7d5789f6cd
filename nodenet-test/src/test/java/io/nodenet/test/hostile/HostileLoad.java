package io.nodenet.test.hostile;

import io.nodenet.identity.Identity;
import io.nodenet.metrics.DurationHistogram;
import io.nodenet.metrics.Labels;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.transport.quic.QuicTransport;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long an honest peer waits for its pongs while {@link Attackers} misbehave, without the paranoid leak detection of the tests,
 * which costs ten times the work that is measured. Prints {@code name=value} lines.
 *
 * <p>The attackers run at the lowest priority, so that on a machine with few cores they cost the node what they send and not its processor.
 */
final class HostileLoad implements AutoCloseable {
    private static final String OWN_PRIORITY = "0";
    private static final long MESSAGE_INTERVAL_NANOS = Duration.ofMillis(10).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration WARM_UP = Duration.ofSeconds(3);

    private final Node node;
    private final RawPeer honest;
    private final AtomicInteger delivered = new AtomicInteger();

    private HostileLoad() throws Exception {
        node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(
                        QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0).maxInboundPerAddress(64)))
                .build();
        node.start();
        honest = new RawPeer(node);
        node.onMessage(message -> {
            if (message.originator().equals(honest.identity.nodeId())) {
                delivered.incrementAndGet();
            }
        });
    }

    /** Takes the kind of attack, its time in seconds and, unless it is 0, the niceness of the attackers. */
    public static void main(String[] arguments) throws Exception {
        try (HostileLoad load = new HostileLoad()) {
            String niceness = arguments.length > 2 ? arguments[2] : OWN_PRIORITY;
            load.run(arguments[0], Duration.ofSeconds(Long.parseLong(arguments[1])), niceness);
        }
    }

    private void run(String attack, Duration time, String niceness) throws Exception {
        print("quiet", honest.pings(WARM_UP));
        Process attackers = startAttackers(attack, niceness);
        try (BufferedReader lines = attackers.inputReader()) {
            if (!"ready".equals(lines.readLine())) {
                throw new IllegalStateException("The attackers could not begin");
            }
            NodeSnapshot before = node.snapshot();
            CompletableFuture<Integer> sent = CompletableFuture.supplyAsync(() -> sendMessages(time));
            print("attacked", honest.pings(time));
            int messages = sent.get();
            awaitDelivered(messages);
            Figures.print("honest-messages", messages);
            Figures.print("honest-messages-lost", messages - delivered.get());
            NodeSnapshot after = node.snapshot();
            print(before, after);
            try (RawPeer newcomer = new RawPeer(node)) {
                Figures.print("newcomer-micros", micros(newcomer.ping()));
            }
            attackers.getOutputStream().close();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Figures.out().println(line);
            }
        } finally {
            attackers.destroyForcibly();
        }
    }

    /** Has the honest peer send a signed message each 10 ms; returns how many. */
    private int sendMessages(Duration time) {
        int messages = 0;
        long end = System.nanoTime() + time.toNanos();
        for (long next = System.nanoTime(); next - end < 0; next += MESSAGE_INTERVAL_NANOS) {
            honest.sendMessage(node.id());
            messages++;
            LockSupport.parkNanos(next + MESSAGE_INTERVAL_NANOS - System.nanoTime());
        }
        return messages;
    }

    private void awaitDelivered(int messages) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (delivered.get() < messages && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(MESSAGE_INTERVAL_NANOS);
        }
    }

    private Process startAttackers(String attack, String niceness) throws IOException {
        List<String> command = new ArrayList<>();
        if (File.separatorChar == '/') {
            command.addAll(List.of("nice", "-n", niceness));
        }
        command.addAll(Figures.java(
                Attackers.class, attack, node.id().toString(), node.endpoint().text()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void print(String name, List<Duration> trips) {
        Figures.print(name + "-p50-micros", micros(trips.get(trips.size() / 2)));
        Figures.print(name + "-p99-micros", micros(trips.get(trips.size() * 99 / 100)));
        Figures.print(name + "-max-micros", micros(trips.get(trips.size() - 1)));
        Figures.print(name + "-pings", trips.size());
    }

    private static void print(NodeSnapshot before, NodeSnapshot after) {
        DurationHistogram.Snapshot turns =
                after.counters().loopTurns().since(before.counters().loopTurns());
        Figures.print("turns", turns.count());
        Figures.print("turn-p50-micros", turns.quantileNanos(0.5) / 1000);
        Figures.print("turn-p99-micros", turns.quantileNanos(0.99) / 1000);
        Figures.print("turn-max-micros", turns.maxNanos() / 1000);
        Figures.print("edges", after.connectivity().edges().size());
        print(before.counters().events(), after.counters().events());
        print(before.counters().drops(), after.counters().drops());
        print(before.counters().transport(), after.counters().transport());
    }

    private static <E extends Enum<E>> void print(Map<E, Long> before, Map<E, Long> after) {
        after.forEach((counter, value) -> print(Labels.of(counter), before.get(counter), value));
    }

    private static void print(String name, Long before, Long after) {
        Figures.print(name, after - (before == null ? 0 : before));
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    @Override
    public void close() {
        honest.close();
        node.close();
    }
}
