package io.nodenet.spring.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.ObservationConvention;
import io.nodenet.fact.DropReason;
import io.nodenet.metrics.Labels;
import io.nodenet.spring.boot.observation.NodenetObservation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.BeanUtils;

/** Keeps {@code docs/metrics.md} equal to the code; run with {@code -Dnodenet.docs=write} to write it anew. */
class MetersDocumentationTest {
    private static final Path FILE = Path.of("..", "docs", "metrics.md");

    private static String document() {
        String meters = Arrays.stream(NodenetMeters.values())
                .map(meter -> "| `" + meter.getName() + "` | "
                        + meter.getType().name().toLowerCase(Locale.ROOT) + " | " + meter.getBaseUnit() + " | "
                        + keys(meter.getKeyNames()) + " | " + meter.description() + " |\n")
                .collect(Collectors.joining());
        String reasons = Arrays.stream(DropReason.values())
                .map(reason -> "`" + Labels.of(reason) + "`")
                .collect(Collectors.joining(", "));
        return """
                # Metrics

                <!-- written by MetersDocumentationTest: mvn -pl nodenet-spring-boot-autoconfigure -am test -Dtest=MetersDocumentationTest
                     -Dnodenet.docs=write -Dsurefire.failIfNoSpecifiedTests=false -->

                The starter binds these meters if Micrometer is on the class path. No tag contains an ID or an address. Prometheus
                writes a dot as an underscore, appends the unit, and `_total` for counters: `nodenet.sent` is
                `nodenet_sent_bytes_total`. In an application with several nodes ([two nodes](two-nodes.md)), all meters and
                observations also have the tag `node`.

                | meter | type | unit | tags | what |
                |---|---|---|---|---|
                """ + meters + "\nThe values of `reason`: " + reasons + ".\n" + """

                `nodenet.loop.turn.within` is cumulative, like the buckets of a Prometheus histogram, whose name it cannot use. The 99th
                percentile of a turn of the loop over five minutes is

                ```
                histogram_quantile(0.99, sum by (le) (rate(nodenet_loop_turn_within_total[5m])))
                ```

                Observations become timers of the same name, and spans if the application has a tracer. A bean of the type in the last
                column replaces their names and keys.

                | observation | keys | keys of traces only | convention |
                |---|---|---|---|
                """ + observations() + """

                The `outcome` of `nodenet.process` is `success`, `failure` if a handler threw an exception, `unconvertible` if none did
                but the payload could not be converted to the type that a listener expects, `invalid` if it violated the constraints of
                that type, `queued` if the message only waits for listeners, whose handling is observed separately, `queue-full` if the
                queue of a listener was full, `unhandled` if there was no handler for the message, `refused` if it was a request and too
                many were in progress, `unsolicited` if it was a reply without a pending request, and `in-progress` while it is being
                handled.
                """;
    }

    private static String observations() {
        return Arrays.stream(NodenetObservation.values())
                .map(observation -> {
                    ObservationConvention<?> convention =
                            BeanUtils.instantiateClass(observation.getDefaultConvention());
                    Class<?> replaceable = convention.getClass().getInterfaces()[0];
                    return "| `" + convention.getName() + "` | " + keys(observation.getLowCardinalityKeyNames()) + " | "
                            + keys(observation.getHighCardinalityKeyNames()) + " | `" + replaceable.getSimpleName()
                            + "` |\n";
                })
                .collect(Collectors.joining());
    }

    private static String keys(KeyName[] keys) {
        return Arrays.stream(keys).map(key -> "`" + key.asString() + "`").collect(Collectors.joining(", "));
    }

    @Test
    void documentIsWhatTheCodeSays() throws IOException {
        if ("write".equals(System.getProperty("nodenet.docs"))) {
            Files.writeString(FILE, document());
        }

        assertThat(FILE).hasContent(document());
    }
}
