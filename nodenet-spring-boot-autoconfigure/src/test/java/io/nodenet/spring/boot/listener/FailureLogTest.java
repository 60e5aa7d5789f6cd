package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.observation.ProcessOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a peer can write into the log with messages for which the application fails. */
@ExtendWith(OutputCaptureExtension.class)
class FailureLogTest {
    private static final int MANY = 1_000;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final NodenetErrorHandler handler = new LoggingErrorHandler(nanos::get);

    private static InboundMessage message(char peer) {
        return new InboundMessage(
                NodeId.parse(String.valueOf(peer).repeat(64)), MessagePath.ROUTED, Instant.EPOCH, new byte[0]);
    }

    private static long count(CapturedOutput output, String text) {
        return output.getAll().lines().filter(line -> line.contains(text)).count();
    }

    @Test
    void failuresBeyondTheFirstOnesAreCounted(CapturedOutput output) {
        for (int i = 0; i < MANY; i++) {
            handler.handle(message('1'), new IllegalStateException("no item"));
        }
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        for (int i = 0; i < FailureLog.PER_MINUTE; i++) {
            handler.handle(message('2'), new IllegalStateException("later"));
        }
        handler.handle(message('2'), new IllegalStateException("one more"));

        assertThat(count(output, "IllegalStateException: no item")).isEqualTo(FailureLog.BURST);
        assertThat(count(output, "IllegalStateException: later")).isEqualTo(FailureLog.PER_MINUTE);
        assertThat(count(output, "such failures")).isEqualTo(2);
        assertThat(output).contains("990 such failures without their stack traces (989 of 11111111, 1 of 22222222)");
    }

    @Test
    void failuresOfTheHandlersOfFailuresAreLimitedAsWell(CapturedOutput output) {
        FailureHandlers handlers = new FailureHandlers(
                (message, failure) -> {
                    throw new IllegalStateException("no disk");
                },
                (message, outcome) -> {
                    throw new IllegalStateException("no queue");
                });

        for (int i = 0; i < MANY; i++) {
            handlers.failed(message('1'), new IllegalArgumentException("no item"));
            handlers.ended(message('1'), ProcessOutcome.FAILURE);
        }

        for (String text : new String[] {"no disk", "no item", "no queue"}) {
            assertThat(count(output, "Exception: " + text)).as(text).isBetween(1L, 2L * FailureLog.BURST);
        }
    }
}
