package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the shaded jar as users do: in processes of their own, over real sockets. */
@Timeout(600)
class ThreeNodesIT {
    private static final Logger LOG = LoggerFactory.getLogger(ThreeNodesIT.class);

    @TempDir
    Path directory;

    @Test
    void aMessagePassesThroughTheMiddleOne() throws Exception {
        long started = System.nanoTime();
        try (ConsoleProcess middle = ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + "01".repeat(32))) {
            String entry = middle.entry();
            LOG.info("ready after {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
            String[] guest = {"--difficulty=0", "--gate", "--anchor=" + entry, "--seed"};
            try (ConsoleProcess a =
                            ConsoleProcess.node(directory, guest[0], guest[1], guest[2], guest[3], "02".repeat(32));
                    ConsoleProcess b =
                            ConsoleProcess.node(directory, guest[0], guest[1], guest[2], guest[3], "03".repeat(32))) {
                a.await("edge", middle.id());
                b.await("edge", middle.id());
                middle.await("edge", a.id());
                middle.await("edge", b.id());

                exchange(a, b, middle);
                refusals(a, b);
                connects(a, b);
                ends(a, b, middle);
            }
        }
    }

    private static void exchange(ConsoleProcess a, ConsoleProcess b, ConsoleProcess middle) throws Exception {
        assertThat(a.ask("1", "\"cmd\":\"send\",\"peer\":\"" + b.id() + "\",\"hex\":\"c0ffee\""))
                .containsEntry("event", "done");
        assertThat(b.await(event -> "c0ffee".equals(event.get("hex"))))
                .containsEntry("event", "delivered")
                .containsEntry("from", a.id())
                .containsEntry("path", "routed");

        assertThat(a.ask("2", "\"cmd\":\"direct\",\"peer\":\"" + middle.id() + "\",\"hex\":\"\""))
                .containsEntry("result", "sent");
        assertThat(middle.await(event -> "".equals(event.get("hex")))).containsEntry("path", "direct");

        Map<String, Object> pong = a.ask("3", "\"cmd\":\"ping\",\"peer\":\"" + middle.id() + "\"");
        assertThat(((Number) pong.get("result")).longValue()).isPositive();

        assertThat((Object) a.ask("4", "\"cmd\":\"snapshot\""))
                .extracting("result.connectivity.edges")
                .asInstanceOf(LIST)
                .extracting("peer")
                .containsExactly(middle.id());
        assertThat(b.deliveries("c0ffee")).isEqualTo(1);
    }

    private static void refusals(ConsoleProcess a, ConsoleProcess b) throws Exception {
        assertThat(a.ask("5", "\"cmd\":\"ping\",\"peer\":\"" + b.id() + "\"")).containsEntry("event", "error");
        Map<String, Object> closed = a.ask("6", "\"cmd\":\"connect\",\"peer\":\"" + b.id() + "\"");
        assertThat(closed).containsEntry("event", "failed").containsEntry("peer", b.id());
        assertThat((Object) closed)
                .extracting("history")
                .asInstanceOf(LIST)
                .extracting("step", "outcome")
                .contains(tuple("policy", "failed"));
    }

    private static void connects(ConsoleProcess a, ConsoleProcess b) throws Exception {
        a.ask("7", "\"cmd\":\"allow\",\"peer\":\"" + b.id() + "\"");
        b.ask("8", "\"cmd\":\"allow\",\"peer\":\"" + a.id() + "\"");
        assertThat(a.ask("9", "\"cmd\":\"direct\",\"peer\":\"" + b.id() + "\",\"hex\":\"0d\""))
                .as("connects first")
                .containsEntry("result", "sent");
        assertThat(b.await(event -> "0d".equals(event.get("hex")))).containsEntry("path", "direct");
        assertThat(b.await("edge", a.id())).containsEntry("direction", "in");
        assertThat(a.ask("10", "\"cmd\":\"connect\",\"peer\":\"" + b.id() + "\""))
                .containsEntry("event", "connected")
                .containsEntry("path", "direct")
                .containsEntry("remote", b.endpoint());
    }

    private static void ends(ConsoleProcess a, ConsoleProcess b, ConsoleProcess middle) throws Exception {
        a.endInput();
        assertThat(a.awaitEnd()).isZero();
        assertThat(a.lastEvent()).containsEntry("event", "stopped");
        middle.await("edge-lost", a.id());

        b.process.toHandle().destroy();
        assertThat(b.awaitEnd()).as("after TERM").isZero();
        assertThat(b.lastEvent()).containsEntry("event", "stopped");
    }

    @Test
    void aPortInUseIsOneClearLine() throws Exception {
        try (ConsoleProcess first = ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + "04".repeat(32));
                ConsoleProcess second = ConsoleProcess.start(
                        directory,
                        "run",
                        "--difficulty=0",
                        "--seed=" + "05".repeat(32),
                        "--log-level=error",
                        "--listen=" + first.endpoint())) {
            assertThat(second.awaitEnd()).isEqualTo(1);
            assertThat(second.log().lines())
                    .singleElement()
                    .asString()
                    .contains(first.endpoint().split(":")[1]);
        }
    }
}
