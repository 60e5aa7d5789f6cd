package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.jr.ob.JSON;

/**
 * Has a peer repeat one QUIC frame as fast as it can, at the priority of the node: the node lives, its memory is bounded, and an honest
 * peer loses no message.
 */
@Timeout(600)
class HostileFramesIT {
    private static final Logger LOG = LoggerFactory.getLogger(HostileFramesIT.class);
    private static final String SECONDS = "2";
    private static final String SECONDS_UNTIL_CLOSED = "60";
    private static final int PACE_MILLIS = 20;
    private static final String NODE = "21".repeat(32);
    private static final String HONEST = "22".repeat(32);

    /** The heap of the node; what it has been given shows in the resident memory too. */
    private static final String MAX_HEAP = "-Xmx64m";

    /**
     * What one attack may add to the resident memory, in KiB: the rest of the heap, code that the JIT compiles, and what the codec holds
     * for the 128 KiB that may be outstanding on a stream, up to 10 MiB when it comes byte by byte.
     */
    private static final long MAX_GROWTH_KIB = 80 * 1024;

    @TempDir
    static Path directory;

    private static Path python;
    private static ConsoleProcess node;
    private static ConsoleProcess honest;
    private static int sent;

    @BeforeAll
    static void start() throws Exception {
        python = PythonEnvironment.python();
        node = ConsoleProcess.start(
                directory,
                List.of(MAX_HEAP),
                List.of("run", "--console", "--echo", "--difficulty=0", "--listen=127.0.0.1:0", "--seed=" + NODE));
        honest = ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + HONEST, "--anchor=" + node.entry());
        honest.await("edge", node.id());
    }

    @AfterAll
    static void stop() {
        for (ConsoleProcess process : new ConsoleProcess[] {node, honest}) {
            if (process != null) {
                process.close();
            }
        }
    }

    /** Each kind, a pattern of how the connection ends, and the counter that moves. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "retire-connection-id, application close 0x0, connection-id-flood",
        "new-connection-id, open,",
        "path-challenge, open,",
        "'max-data,max-stream-data,max-streams', open,",
        "'data-blocked,streams-blocked', open,",
        "stream-open, application close 0x0, surplus-stream",
        "'reset-stream,stop-sending', open,",
        "ping, open,",
        "crypto, open|transport close 0xd,",
        "new-token, transport close 0xa,",
        "ack-ranges, open|transport close 0xa,",
        "stream-gaps, open,",
        "datagram, open, edge-datagram",
    })
    void repeatedFrameCostsTheHonestNoMessage(String kind, String end, String counter) throws Exception {
        long accepted = transportCounter("accepted");
        long counted = counter == null ? 0 : transportCounter(counter);
        long before = residentKib();
        int first = sent;

        // an attack that must end its connection goes on until it does, however slow the machine is
        Process attacker = attack(kind, "open".matches(end) ? SECONDS : SECONDS_UNTIL_CLOSED);
        while (!attacker.waitFor(PACE_MILLIS, TimeUnit.MILLISECONDS)) {
            sendNext();
        }
        Map<String, Object> outcome =
                JSON.std.mapFrom(new String(attacker.getInputStream().readAllBytes(), StandardCharsets.UTF_8));

        for (int message = first; message < sent; message++) {
            String echo = echo(message);
            honest.await(event -> "delivered".equals(event.get("event")) && echo.equals(event.get("hex")));
        }
        long after = residentKib();
        LOG.info("{}; {} messages echoed, resident {} -> {} KiB", outcome, sent - first, before, after);
        assertThat(node.process.isAlive()).as("the node lives").isTrue();
        assertThat(transportCounter("accepted")).as("the attacker got in").isGreaterThan(accepted);
        assertThat(String.valueOf(outcome.get("ended"))).matches(end);
        if (counter != null) {
            assertThat(transportCounter(counter)).as(counter).isGreaterThan(counted);
        }
        assertThat(after - before).as("KiB more in memory").isLessThan(MAX_GROWTH_KIB);
        assertThat(honest.deliveries(echo(first))).as("deliveries").isOne();
    }

    private static Process attack(String kind, String seconds) throws Exception {
        return PythonEnvironment.module(
                        List.of(
                                python.toString(),
                                "-m",
                                "hostile_peer",
                                "--target",
                                node.entry(),
                                "--kind",
                                kind,
                                "--seconds",
                                seconds),
                        PythonEnvironment.SUITE,
                        PythonEnvironment.interop("hostile"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Sends a message, waiting for it to be accepted. */
    private static void sendNext() throws Exception {
        String tag = "m" + sent;
        Map<String, Object> answer =
                honest.ask(tag, "\"cmd\":\"send\",\"peer\":\"" + node.id() + "\",\"hex\":\"" + payload(sent) + "\"");
        assertThat(answer).as("a message is accepted").containsEntry("event", "done");
        sent++;
    }

    private static String payload(int message) {
        return String.format("%08x", message);
    }

    private static String echo(int message) {
        return HexFormat.of().formatHex("echo:".getBytes(StandardCharsets.US_ASCII)) + payload(message);
    }

    private static long transportCounter(String name) throws Exception {
        Map<String, Object> answer = node.ask(name + System.nanoTime(), "\"cmd\":\"snapshot\"");
        Map<?, ?> snapshot = (Map<?, ?>) answer.get("result");
        Map<?, ?> counters = (Map<?, ?>) snapshot.get("counters");
        return ((Number) ((Map<?, ?>) counters.get("transport")).get(name)).longValue();
    }

    /** Returns the resident memory of the node. */
    private static long residentKib() throws IOException {
        Path status = Path.of("/proc", String.valueOf(node.process.pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
