package io.nodenet.fact;

import io.nodenet.address.Endpoint;
import io.nodenet.metrics.Labels;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a node did to reach a peer, and what came of it (docs/protocol/06, section 3).
 *
 * @param stage what was done
 * @param endpoint the address that was dialed, null where the step is about no address or about several
 * @param outcome how it ended
 * @param detail why it failed or was skipped, or what it led to; for people
 * @param began how long after the attempt had begun
 * @param took how long it took
 */
public record ConnectStep(
        Stage stage, @Nullable Endpoint endpoint, Outcome outcome, String detail, Duration began, Duration took) {
    /** What a node does to reach a peer, in this order; some of it at the same time. */
    public enum Stage {
        /** Looks whether it has an edge to the peer. */
        EXISTING_EDGE,
        /** Asks the edge admission policy of its own application. */
        POLICY,
        /** Has the peer introduce itself through the network, with its addresses. */
        RENDEZVOUS,
        /** Dials the addresses of the peer. */
        DIRECT,
        /** Agrees with the peer that both open their NATs, then dials. */
        PUNCH,
        /** Has a volunteer relay the encrypted packets. */
        RELAY
    }

    /** How a step ended. */
    public enum Outcome {
        /** It led to the edge, or to the next step. */
        SUCCEEDED,
        /** It led nowhere. */
        FAILED,
        /** It was not tried. */
        SKIPPED,
        /** It was still in progress when something else succeeded or the time was over. */
        CANCELLED
    }

    /** Describes the step in a few words. */
    public String describe() {
        String where = endpoint == null ? "" : " " + endpoint.text();
        return Labels.of(stage) + where + " " + Labels.of(outcome) + " after " + took.toMillis() + " ms"
                + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
}
