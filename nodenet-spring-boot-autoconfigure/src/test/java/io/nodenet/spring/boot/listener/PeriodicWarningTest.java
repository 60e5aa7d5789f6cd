package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PeriodicWarningTest {
    private static final NodeId PEER = NodeId.parse("1".repeat(64));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final PeriodicWarning warning = new PeriodicWarning(
            LoggerFactory.getLogger(PeriodicWarningTest.class), "{} of them ({}), last {}", nanos::get);

    @Test
    void itWarnsAtOnceAndThenOnceAMinuteWithTheCount(CapturedOutput output) {
        for (int i = 1; i <= 100; i++) {
            warning.add(PEER, "m" + i);
        }
        assertThat(output.getAll().lines().filter(line -> line.contains("of them")))
                .hasSize(1);
        assertThat(output).contains("1 of them (1 of 11111111), last m1");

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        warning.add(PEER, "late");
        warning.add(PEER, "later");

        assertThat(output.getAll().lines().filter(line -> line.contains("of them")))
                .hasSize(2);
        assertThat(output).contains("100 of them (100 of 11111111), last late");
    }

    @Test
    void peerThatCausesItAllTheTimeDoesNotHideTheOthers(CapturedOutput output) {
        warning.add(PEER, "first");
        for (int i = 0; i < 1000; i++) {
            warning.add(PEER, "noise");
        }
        warning.add(NodeId.parse("2".repeat(64)), "rare");
        for (int i = 0; i < 2 * PeriodicWarning.MAX_PEERS; i++) {
            warning.add(NodeId.parse("%064x".formatted(i)), "stranger");
        }

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        warning.add(NodeId.parse("2".repeat(64)), "late");

        assertThat(output)
                .contains("1130 of them (1000 of 11111111, 2 of 22222222, 1 of ")
                .contains("others of at least " + (PeriodicWarning.MAX_PEERS - 3) + " more), last late");
    }
}
