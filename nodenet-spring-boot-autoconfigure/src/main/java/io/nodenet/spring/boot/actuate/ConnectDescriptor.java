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
 * An attempt to connect to a peer, as shown by the endpoint.
 *
 * @param peer the target of the attempt
 * @param ended the time at which it ended
 * @param took its duration
 * @param path the path of the edge, {@code none} if the attempt failed
 * @param remote the address of the peer, null if the attempt failed
 * @param steps the attempted steps, in the order in which they ended
 */
public record ConnectDescriptor(
        String peer,
        Instant ended,
        Duration took,
        String path,
        @Nullable String remote,
        List<StepDescriptor> steps) {
    /**
     * A step of an attempt, as shown by the endpoint.
     *
     * @param step the kind of step
     * @param endpoint the address that was dialed, null if the step concerns no single address
     * @param outcome the result
     * @param detail the reason why it failed or was skipped, or its result
     * @param began the time since the beginning of the attempt
     * @param took its duration
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
