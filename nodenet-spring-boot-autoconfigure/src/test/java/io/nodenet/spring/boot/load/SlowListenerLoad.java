package io.nodenet.spring.boot.load;

import io.netty.util.internal.PlatformDependent;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.metrics.DurationHistogram;
import io.nodenet.metrics.Labels;
import io.nodenet.node.Node;
import io.nodenet.node.NodeCounters;
import io.nodenet.spring.boot.NodeBuilderCustomizer;
import io.nodenet.spring.boot.NodenetListener;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application whose listener takes 50 ms for a message while {@link FloodSender} sends far more, without the paranoid leak detection of the
 * tests, which costs more than the work that is measured. Prints {@code name=value} lines.
 *
 * <p>The sender runs at the priority of the node.
 */
final class SlowListenerLoad {
    private static final Duration WAIT = Duration.ofMinutes(2);
    /** How long the listener takes for a message. */
    static final int SLOW_MILLIS = 50;

    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(SLOW_MILLIS);
    private static final int SAMPLES_PER_HALF = 3;
    private static final int WARM_UP_PART = 5;

    private final Node node;
    private final Application application;
    private final long messages;

    private SlowListenerLoad(ConfigurableApplicationContext context, long messages) {
        this.node = context.getBean(Node.class);
        this.application = context.getBean(Application.class);
        this.messages = messages;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        final AtomicLong handled = new AtomicLong();
        volatile boolean slow = true;

        @NodenetListener
        void on(byte[] payload) {
            if (slow) {
                LockSupport.parkNanos(SLOW_NANOS);
            }
            handled.incrementAndGet();
        }

        @Bean
        NodeBuilderCustomizer unlimited() {
            return builder -> builder.rateLimited(false);
        }
    }

    /** What a part of the load used at the most, in KiB. */
    private record Memory(long heap, long direct) {
        static Memory now() {
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            long direct = Math.max(0, PlatformDependent.usedDirectMemory());
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
            }
            return new Memory(heap >> 10, direct >> 10);
        }

        Memory max(Memory other) {
            return new Memory(Math.max(heap, other.heap), Math.max(direct, other.direct));
        }
    }

    /** Takes the number of messages, and how many of them per second. */
    public static void main(String[] arguments) throws Exception {
        long messages = Long.parseLong(arguments[0]);
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "logging.threshold.console=off",
                        "spring.main.banner-mode=off",
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + "7".repeat(64))
                .run()) {
            new SlowListenerLoad(context, messages).run(arguments[1]);
        }
    }

    private void run(String perSecond) throws Exception {
        Process sender = startSender(perSecond);
        try {
            long warm = messages / WARM_UP_PART;
            awaitArrived(warm);
            long start = System.nanoTime();
            DurationHistogram.Snapshot before = node.counters().loopTurns();
            long middle = warm + (messages - warm) / 2;
            Memory first = sample(warm, middle);
            Memory second = sample(middle, messages);
            awaitArrived(messages);
            DurationHistogram.Snapshot turns = node.counters().loopTurns().since(before);
            Figures.print("measured-millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            Figures.print("turns", turns.count());
            Figures.print("turn-p50-micros", turns.quantileNanos(0.5) / 1000);
            Figures.print("turn-p99-micros", turns.quantileNanos(0.99) / 1000);
            Figures.print("turn-max-micros", turns.maxNanos() / 1000);
            Figures.print("heap-first-half-kib", first.heap);
            Figures.print("heap-second-half-kib", second.heap);
            Figures.print("direct-first-half-kib", first.direct);
            Figures.print("direct-second-half-kib", second.direct);
            Figures.of(sender).forEach(Figures::print);
            printCounts();
        } finally {
            sender.destroyForcibly();
        }
    }

    private Process startSender(String perSecond) throws IOException {
        String anchor =
                node.id() + "@127.0.0.1:" + node.endpoint().toSocketAddress().getPort();
        return new ProcessBuilder(Figures.java(FloodSender.class, anchor, String.valueOf(messages), perSecond))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Returns the most memory that was in use while messages from one number to another arrived. */
    private Memory sample(long from, long to) {
        Memory most = new Memory(0, 0);
        for (int i = 1; i <= SAMPLES_PER_HALF; i++) {
            awaitArrived(from + (to - from) * i / (SAMPLES_PER_HALF + 1));
            most = most.max(Memory.now());
        }
        return most;
    }

    private void awaitArrived(long number) {
        Awaitility.await().atMost(WAIT).until(() -> arrived(node.counters()) >= number);
    }

    private static long arrived(NodeCounters counters) {
        return counters.get(NodeCounter.DELIVERED) + counters.get(DropReason.PENDING_MESSAGES_FULL);
    }

    private void printCounts() {
        NodeCounters last = node.counters();
        application.slow = false;
        long delivered = last.get(NodeCounter.DELIVERED);
        Awaitility.await().atMost(WAIT).until(() -> application.handled.get() >= delivered);
        Figures.print("delivered", delivered);
        Figures.print("handled", application.handled.get());
        last.drops().forEach((reason, count) -> Figures.print("dropped-" + Labels.of(reason), count));
    }
}
