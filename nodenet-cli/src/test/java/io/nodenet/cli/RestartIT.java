package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kills a process and starts it again with its identity at its address: it is served again soon, without a loss of the edge. */
@Timeout(600)
class RestartIT {
    private static final Logger LOG = LoggerFactory.getLogger(RestartIT.class);
    private static final Duration BACK_WITH_TRAFFIC = Duration.ofSeconds(3);
    private static final Duration BACK_WHEN_IDLE = Duration.ofSeconds(10);
    private static final String ACCEPTOR = "21".repeat(32);
    private static final String DIALER = "22".repeat(32);

    @TempDir
    Path directory;

    private ConsoleProcess acceptor(String listen) throws Exception {
        return ConsoleProcess.start(
                directory, "run", "--console", "--difficulty=0", "--seed=" + ACCEPTOR, "--listen=" + listen);
    }

    private ConsoleProcess dialer(String entry) throws Exception {
        return ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + DIALER, "--anchor=" + entry);
    }

    private static void kill(ConsoleProcess victim) throws Exception {
        victim.process.destroyForcibly();
        assertThat(victim.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean isDelivery(Map<String, Object> event) {
        return "delivered".equals(event.get("event"));
    }

    /** Sends ten messages a second until it is closed. */
    private static ScheduledExecutorService traffic(ConsoleProcess from, String to) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger number = new AtomicInteger();
        thread.scheduleAtFixedRate(
                () -> {
                    String hex = String.format("%08x", number.incrementAndGet());
                    from.tell("t" + hex, "\"cmd\":\"send\",\"peer\":\"" + to + "\",\"hex\":\"" + hex + "\"");
                },
                0,
                100,
                TimeUnit.MILLISECONDS);
        return thread;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Test
    void acceptorIsServedWithinThreeSecondsUnderTraffic() throws Exception {
        try (ConsoleProcess victim = acceptor("127.0.0.1:0");
                ConsoleProcess dialer = dialer(victim.entry())) {
            String address = victim.endpoint();
            ScheduledExecutorService traffic = traffic(dialer, victim.id());
            try {
                victim.await(RestartIT::isDelivery);
                kill(victim);
                try (ConsoleProcess back = acceptor(address)) {
                    assertThat(back.id()).isEqualTo(victim.id());
                    long ready = System.nanoTime();
                    back.await(RestartIT::isDelivery);
                    Duration passed = since(ready);
                    LOG.info("served {} ms after its start", passed.toMillis());
                    assertThat(passed).isLessThan(BACK_WITH_TRAFFIC);
                    assertThat(dialer.count("edge-lost")).isZero();
                }
            } finally {
                traffic.shutdownNow();
            }
        }
    }

    @Test
    void acceptorHasItsEdgeWithinTenSecondsThoughNobodySaysAnything() throws Exception {
        try (ConsoleProcess victim = acceptor("127.0.0.1:0");
                ConsoleProcess dialer = dialer(victim.entry())) {
            String address = victim.endpoint();
            victim.await("edge", dialer.id());
            kill(victim);
            long killed = System.nanoTime();
            try (ConsoleProcess back = acceptor(address)) {
                back.await("edge", dialer.id());
                LOG.info("an edge {} ms after the kill", since(killed).toMillis());
                assertThat(since(killed)).isLessThan(BACK_WHEN_IDLE);
                assertThat(dialer.count("edge-lost")).isZero();
            }
        }
    }

    @Test
    void dialerIsServedOverItsNewConnection() throws Exception {
        try (ConsoleProcess acceptor = acceptor("127.0.0.1:0");
                ConsoleProcess victim = dialer(acceptor.entry())) {
            acceptor.await("edge", victim.id());
            ScheduledExecutorService traffic = traffic(acceptor, victim.id());
            try {
                victim.await(RestartIT::isDelivery);
                kill(victim);
                try (ConsoleProcess back = dialer(acceptor.entry())) {
                    back.await("edge", acceptor.id());
                    long up = System.nanoTime();
                    back.await(RestartIT::isDelivery);
                    LOG.info("served {} ms after its edge was up", since(up).toMillis());
                    assertThat(since(up)).isLessThan(BACK_WITH_TRAFFIC);
                }
            } finally {
                traffic.shutdownNow();
            }
        }
    }
}
