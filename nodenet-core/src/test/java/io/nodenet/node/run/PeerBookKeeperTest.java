package io.nodenet.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.KeyHash;
import io.nodenet.routed.Contact;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a peer book is written. */
class PeerBookKeeperTest {
    private static final byte[] KEY = new byte[32];

    @TempDir
    Path directory;

    private final Ticks loop = new Ticks();
    private final Disk disk = new Disk();
    private List<Contact> good = List.of(contact("203.0.113.5:4242"));
    private PeerBookKeeper keeper;

    /** A loop that runs what is scheduled when the test says so. */
    private static final class Ticks implements NodeLoop {
        private final Queue<Runnable> next = new ArrayDeque<>();
        private final List<Duration> delays = new ArrayList<>();

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public Timer schedule(Runnable task, long delayNanos) {
            delays.add(Duration.ofNanos(delayNanos));
            next.add(task);
            return () -> {};
        }

        @Override
        public TimeSource time() {
            throw new UnsupportedOperationException();
        }

        void pass() {
            next.remove().run();
        }
    }

    /** A disk that does one thing when the test says so, or everything at once. */
    private static final class Disk extends AbstractExecutorService {
        private final Queue<Runnable> next = new ArrayDeque<>();
        private boolean atOnce;
        private boolean full;

        @Override
        public void execute(Runnable task) {
            if (full) {
                throw new RejectedExecutionException("full");
            }
            if (atOnce) {
                task.run();
            } else {
                next.add(task);
            }
        }

        void pass() {
            next.remove().run();
        }

        @Override
        public void shutdown() {
            full = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isShutdown() {
            return full;
        }

        @Override
        public boolean isTerminated() {
            return full;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return full;
        }
    }

    private static Contact contact(String address) {
        return new Contact(KeyHash.nodeIdOf(KEY), KEY, 0, List.of(Endpoint.quic(address)));
    }

    private Path file() {
        return directory.resolve("node.peers");
    }

    private void start(Path file) {
        keeper = new PeerBookKeeper(file, loop, () -> good, disk);
        keeper.start();
    }

    @AfterEach
    void stop() {
        keeper.stop();
    }

    @Test
    void bookIsWrittenAMinuteAfterTheStartAndEveryFiveMinutesAfterThat() {
        start(file());
        assertThat(file()).doesNotExist();

        loop.pass();
        assertThat(file()).as("while the loop has the turn").doesNotExist();
        disk.pass();
        assertThat(file()).content().contains("203.0.113.5");
        good = List.of(contact("203.0.113.6:4242"));
        loop.pass();
        disk.pass();
        assertThat(file()).content().contains("203.0.113.6");

        assertThat(loop.delays).containsExactly(PeerBookKeeper.FIRST, PeerBookKeeper.PERIOD, PeerBookKeeper.PERIOD);
    }

    @Test
    void bookIsWrittenBeforeTheEndAndNotAgainAfterIt() throws Exception {
        disk.atOnce = true;
        start(file());

        keeper.finish();
        assertThat(keeper.read()).hasSize(1);
        Files.delete(file());
        good = List.of(contact("203.0.113.6:4242"));
        loop.pass();
        keeper.stop();

        assertThat(file()).doesNotExist();
        assertThat(loop.next).isEmpty();
    }

    @Test
    void diskThatHangsKeepsNothingElseFromGoingOn() {
        disk.full = true;
        start(file());

        loop.pass();
        keeper.finish();

        assertThat(file()).doesNotExist();
        assertThat(loop.next).as("the next attempt").hasSize(1);
    }

    @Test
    void nodeWithoutABookDoesNothing() {
        start(null);
        keeper.finish();

        assertThat(keeper.read()).isEmpty();
        assertThat(loop.delays).isEmpty();
    }
}
