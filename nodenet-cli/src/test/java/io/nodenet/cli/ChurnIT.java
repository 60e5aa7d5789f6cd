package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Twelve nodes in processes of their own, of which one is killed every five seconds and comes back. */
@Timeout(600)
class ChurnIT {
    private static final int NODES = 12;
    private static final int KILLS = 12;
    private static final long PAUSE_MILLIS = 5000;
    private static final int MESSAGES_PER_KILL = 20;
    private static final double GOAL = 0.99;
    private static final int ATTEMPTS = 6;

    /** A node with so many edges has joined. */
    private static final int EDGES_OF_A_MEMBER = 3;

    @TempDir
    Path directory;

    private final SplittableRandom random = new SplittableRandom(7);
    private final List<ConsoleProcess> nodes = new ArrayList<>();
    private int sent;
    private int arrived;

    private ConsoleProcess start(int number, String anchor) throws Exception {
        return ConsoleProcess.node(
                directory,
                "--difficulty=0",
                "--seed=" + String.format("%02x", number + 1).repeat(32),
                "--anchor=" + anchor);
    }

    @Test
    void messagesBetweenSurvivorsArriveAndEverybodyReachesEverybodyWithoutTheAnchor() throws Exception {
        ConsoleProcess anchor = ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + "ff".repeat(32));
        try {
            for (int i = 0; i < NODES - 1; i++) {
                nodes.add(start(i, anchor.entry()));
            }
            for (ConsoleProcess node : nodes) {
                node.awaitCount("edge", NODES - 1);
            }
            for (int i = 0; i < KILLS; i++) {
                churn(anchor);
            }
            assertThat((double) arrived / sent).as(arrived + " of " + sent).isGreaterThanOrEqualTo(GOAL);

            for (ConsoleProcess node : nodes) {
                node.awaitCount("edge", NODES - 1);
            }
            anchor.process.destroyForcibly();
            assertThat(anchor.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            for (ConsoleProcess from : nodes) {
                for (ConsoleProcess to : nodes) {
                    if (from != to) {
                        assertThat(reaches(from, to))
                                .as(from.id() + " to " + to.id())
                                .isTrue();
                    }
                }
            }
        } finally {
            anchor.close();
            nodes.forEach(ConsoleProcess::close);
        }
    }

    /** Kills a node without a word, has the others talk for five seconds, and starts it again. */
    private void churn(ConsoleProcess anchor) throws Exception {
        int victim = random.nextInt(nodes.size());
        ConsoleProcess dead = nodes.get(victim);
        dead.close();
        List<ConsoleProcess> survivors = new ArrayList<>(nodes);
        survivors.remove(victim);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
        for (int i = 0; i < MESSAGES_PER_KILL; i++) {
            ConsoleProcess from = survivors.get(random.nextInt(survivors.size()));
            ConsoleProcess to = survivors.get(random.nextInt(survivors.size()));
            if (from != to) {
                sent++;
                arrived += arrives(from, to) ? 1 : 0;
            }
            TimeUnit.NANOSECONDS.sleep((end - System.nanoTime()) / (MESSAGES_PER_KILL - i));
        }
        nodes.set(victim, start(victim, anchor.entry()));
        nodes.get(victim).awaitCount("edge", EDGES_OF_A_MEMBER);
    }

    /** Returns whether a message arrives, sent again until the edges of the dead are noticed. */
    private boolean reaches(ConsoleProcess from, ConsoleProcess to) throws Exception {
        boolean arrived = false;
        for (int i = 0; i < ATTEMPTS && !arrived; i++) {
            arrived = arrives(from, to);
        }
        return arrived;
    }

    private boolean arrives(ConsoleProcess from, ConsoleProcess to) throws Exception {
        String hex = String.format("%08x%08x", random.nextInt(), System.identityHashCode(to));
        from.ask(hex, "\"cmd\":\"send\",\"peer\":\"" + to.id() + "\",\"hex\":\"" + hex + "\"");
        return to.hears(hex, 5);
    }
}
