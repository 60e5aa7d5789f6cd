package io.nodenet.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DropLogTest {
    private static final int CAPACITY = 4;

    private final Counts counts = new Counts();
    private final Minutes minutes = new Minutes();
    private final DropLog log = new DropLog(minutes, counts);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(standardError);
    }

    /** A loop whose only tasks are those of the next minute. */
    private static final class Minutes implements NodeLoop {
        private final Queue<Runnable> next = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public Timer schedule(Runnable task, long delayNanos) {
            assertThat(delayNanos).isEqualTo(DropLog.PERIOD.toNanos());
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

    private List<String> lines() {
        List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
        written.reset();
        return lines;
    }

    @Test
    void slowSubscriberMakesOneWarningEachMinuteAndNoneForEachEvent() {
        EventQueue queue = new EventQueue(task -> {}, CAPACITY, counts.events());
        queue.subscribe(NodeEvent.class, event -> {});
        log.start();

        for (int i = 0; i < 1_000 + CAPACITY; i++) {
            queue.add(new NodeEvent.PeerDisconnected(NodeId.of(new byte[NodeId.LENGTH], 0), CloseReason.SILENT));
        }
        assertThat(lines()).as("while events are dropped").isEmpty();

        minutes.pass();
        assertThat(lines())
                .singleElement()
                .asString()
                .contains("WARN", "Subscribers are too slow: 1000 events were dropped in the last minute");

        minutes.pass();
        assertThat(lines()).as("of a minute without drops").isEmpty();
    }

    @Test
    void floodOfFramesMakesOneLineEachMinute() {
        log.start();
        for (int i = 0; i < 1_000; i++) {
            counts.drop(DropReason.PENDING_MESSAGES_FULL);
            counts.drop(DropReason.STALE);
        }
        assertThat(lines()).isEmpty();

        minutes.pass();
        assertThat(lines()).singleElement().asString().contains("INFO", "pending-messages-full=1000", "stale=1000");
    }

    @Test
    void stoppedLogWritesNothingMore() {
        log.start();
        counts.drop(DropReason.STALE);
        log.stop();

        minutes.pass();

        assertThat(lines()).isEmpty();
        assertThat(minutes.next).isEmpty();
    }
}
