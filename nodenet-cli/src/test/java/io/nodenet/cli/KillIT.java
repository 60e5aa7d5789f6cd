package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Kills processes with signal 9 while messages are under way: the others live on, and the one that comes back is served again. */
@Timeout(600)
@DisabledOnOs(OS.WINDOWS)
class KillIT {
    private static final int MESSAGES = 110;
    private static final int BEFORE = 10;

    /** Something sent and unanswered for 8 s is dead, which is looked at once a second; the rest is room for a busy machine. */
    private static final long NOTICED_WITHIN_SECONDS = 15;

    /** Whichever comes first: nothing that was sent has moved for 5 s, or nothing was answered for 8 s. */
    private static final Object[] NOTICED_AS = {"stalled", "silent"};

    private static final String MIDDLE = "11".repeat(32);
    private static final String SENDER = "12".repeat(32);
    private static final String RECEIVER = "13".repeat(32);

    @TempDir
    Path directory;

    private ConsoleProcess guest(String seed, String entry) throws Exception {
        return ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + seed, "--anchor=" + entry);
    }

    private static String payload(int message) {
        return String.format("%08x", message);
    }

    /** Sends messages of these numbers, without a pause. */
    private static void send(ConsoleProcess from, String to, int first, int end) throws Exception {
        for (int i = first; i < end; i++) {
            from.tell("m" + i, "\"cmd\":\"send\",\"peer\":\"" + to + "\",\"hex\":\"" + payload(i) + "\"");
        }
        for (int i = first; i < end; i++) {
            String tag = "m" + i;
            from.await(event -> tag.equals(event.get("tag")));
        }
    }

    private static void awaitDelivery(ConsoleProcess at, int message) throws Exception {
        String hex = payload(message);
        at.await(event -> "delivered".equals(event.get("event")) && hex.equals(event.get("hex")));
    }

    /** Stops a process, so that what is sent from now on stays under way. */
    private static void freeze(ConsoleProcess victim) throws Exception {
        Process kill = new ProcessBuilder("kill", "-STOP", String.valueOf(victim.process.pid())).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private static void kill(ConsoleProcess victim) throws Exception {
        victim.process.destroyForcibly();
        assertThat(victim.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void assertServes(ConsoleProcess from, ConsoleProcess to, String tag) throws Exception {
        assertThat(from.ask(tag, "\"cmd\":\"ping\",\"peer\":\"" + to.id() + "\""))
                .containsEntry("event", "done");
    }

    @Test
    void aReceiverThatIsKilledIsMissedAndServedAgainWhenItComesBack() throws Exception {
        try (ConsoleProcess middle = ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + MIDDLE);
                ConsoleProcess sender = guest(SENDER, middle.entry());
                ConsoleProcess victim = guest(RECEIVER, middle.entry())) {
            String receiver = victim.id();
            sender.await("edge", middle.id());
            middle.await("edge", receiver);
            send(sender, receiver, 0, BEFORE);
            awaitDelivery(victim, BEFORE - 1);

            freeze(victim);
            send(sender, receiver, BEFORE, MESSAGES);
            kill(victim);
            long killed = System.nanoTime();

            assertServes(sender, middle, "while it is missed");
            assertThat(middle.await("edge-lost", receiver).get("reason")).isIn(NOTICED_AS);
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - killed))
                    .isLessThan(NOTICED_WITHIN_SECONDS);
            assertServes(sender, middle, "when it is forgotten");

            try (ConsoleProcess back = guest(RECEIVER, middle.entry())) {
                back.await("edge", middle.id());
                assertServes(back, middle, "so the middle has the edge, too");
                send(sender, receiver, MESSAGES, MESSAGES + 1);
                awaitDelivery(back, MESSAGES);

                assertAtMostOnce(victim, back);
                assertThat(middle.process.isAlive() && sender.process.isAlive()).isTrue();
            }
        }
    }

    private static void assertAtMostOnce(ConsoleProcess before, ConsoleProcess after) {
        for (int i = 0; i <= MESSAGES; i++) {
            String hex = payload(i);
            assertThat(before.deliveries(hex) + after.deliveries(hex)).as(hex).isLessThanOrEqualTo(1);
        }
        assertThat(before.deliveries(payload(0))).isOne();
        assertThat(after.deliveries(payload(MESSAGES))).isOne();
    }

    @Test
    void aForwarderThatIsKilledIsDialedAgainUntilItIsBack() throws Exception {
        try (ConsoleProcess victim = ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + MIDDLE)) {
            String entry = victim.entry();
            String middle = victim.id();
            try (ConsoleProcess sender = guest(SENDER, entry);
                    ConsoleProcess receiver = guest(RECEIVER, entry)) {
                sender.await("edge", middle);
                victim.await("edge", receiver.id());
                send(sender, receiver.id(), 0, BEFORE);
                awaitDelivery(receiver, BEFORE - 1);

                freeze(victim);
                send(sender, receiver.id(), BEFORE, MESSAGES);
                kill(victim);
                assertThat(sender.await("edge-lost", middle).get("reason")).isIn(NOTICED_AS);
                receiver.await("edge-lost", middle);

                try (ConsoleProcess back = ConsoleProcess.start(
                        directory,
                        "run",
                        "--console",
                        "--difficulty=0",
                        "--seed=" + MIDDLE,
                        "--listen=" + entry.substring(entry.indexOf('@') + 1))) {
                    back.await("edge", sender.id());
                    back.await("edge", receiver.id());
                    receiver.await("edge", middle, 2);
                    send(sender, receiver.id(), MESSAGES, MESSAGES + 1);
                    awaitDelivery(receiver, MESSAGES);

                    for (int i = 0; i <= MESSAGES; i++) {
                        assertThat(receiver.deliveries(payload(i)))
                                .as(payload(i))
                                .isLessThanOrEqualTo(1);
                    }
                    assertServes(receiver, back, "at last");
                }
            }
        }
    }
}
