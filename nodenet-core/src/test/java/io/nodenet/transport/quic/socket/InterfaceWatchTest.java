package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.TransportException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InterfaceWatchTest {
    private static final List<InetAddress> LOOPBACK = List.of(InetAddress.getLoopbackAddress());

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;
    private final BlockingQueue<List<InetAddress>> looks = new LinkedBlockingQueue<>();

    /** Its logger takes its level when the class is loaded, which no other unit test does. */
    @BeforeAll
    static void debug() {
        System.setProperty(
                "org.slf4j.simpleLogger.log." + InterfaceWatchTest.class.getPackageName() + ".InterfaceWatch", "debug");
    }

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(standardError);
    }

    /** Fails the first time with an exception, and lists the addresses from then on. */
    private static Supplier<List<InetAddress>> failingFirst(RuntimeException failure) {
        AtomicInteger calls = new AtomicInteger();
        return () -> {
            if (calls.getAndIncrement() == 0) {
                throw failure;
            }
            return LOOPBACK;
        };
    }

    private void watchUntilALook(Supplier<List<InetAddress>> addresses) throws InterruptedException {
        try (InterfaceWatch watch = new InterfaceWatch("watch", Duration.ofMillis(1), addresses, looks::add)) {
            watch.start();
            assertThat(looks.poll(20, TimeUnit.SECONDS))
                    .as("what is told first")
                    .isEqualTo(LOOPBACK);
        }
    }

    private String logged() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void listingThatFailsIsToldToNobodyButTheDebugLogAndTriedAgain() throws Exception {
        SocketException cause = new SocketException("Bad file descriptor");

        watchUntilALook(failingFirst(new TransportException("The addresses of this host cannot be listed", cause)));

        assertThat(logged())
                .containsOnlyOnce("DEBUG")
                .contains("The addresses of this host could not be looked at", "SocketException: Bad file descriptor")
                .doesNotContain("ERROR", "WARN");
    }

    @Test
    void failureThatNobodyForesawIsAnErrorAndTheWatchGoesOn() throws Exception {
        watchUntilALook(failingFirst(new IllegalStateException("unforeseen")));

        assertThat(logged()).containsOnlyOnce("ERROR").contains("unforeseen");
    }
}
