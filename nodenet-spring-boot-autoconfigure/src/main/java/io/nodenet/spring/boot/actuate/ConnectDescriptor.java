package io.nodenet.spring.boot.actuate;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.metrics.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to connect to a peer as the endpoint shows it.
 *
 * @param peer whom it was to reach
 * @param ended when it ended
 * @param took how long it took
 * @param path how the edge came about, {@code none} if there is none
 * @param remote the address of the peer on it, null if there is none
 * @param steps what was tried, in the order in which it ended
 */
public record ConnectDescriptor(
        String peer,
        Instant ended,
        Duration took,
        String path,
        @Nullable String remote,
        List<StepDescriptor> steps) {
    /**
     * A step of an attempt as the endpoint shows it.
     *
     * @param step what was done
     * @param endpoint the address that was dialed, null where the step is about no address or about several
     * @param outcome how it ended
     * @param detail why it failed or was skipped, or what it led to
     * @param began how long after the attempt had begun
     * @param took how long it took
     */
    public record StepDescriptor(
            String step, @Nullable String endpoint, String outcome, String detail, Duration began, Duration took) {
        static StepDescriptor of(ConnectStep step) {
            Endpoint endpoint = step.endpoint();
            return new StepDescriptor(
                    Labels.of(step.stage()),
                    endpoint == null ? null : endpoint.text(),
                    Labels.of(step.outcome()),
                    step.detail(),
                    step.began(),
                    step.took());
        }
    }

    static ConnectDescriptor of(NodeEvent.ConnectEnded attempt, Instant ended) {
        PathKind path = attempt.path();
        Endpoint remote = attempt.remote();
        return new ConnectDescriptor(
                attempt.peer().toString(),
                ended,
                attempt.took(),
                path == null ? "none" : Labels.of(path),
                remote == null ? null : remote.text(),
                attempt.steps().stream().map(StepDescriptor::of).toList());
    }
}
