package io.nodenet.spring.boot.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.nodenet.kad.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The context of the observation of one call that sends a message; a tracer puts its headers into the carrier. */
public final class NodenetSendContext extends SenderContext<Map<String, String>> {
    private final String kind;
    private final NodeId peer;
    private @Nullable String outcome;

    /**
     * Creates the context of a call.
     *
     * @param kind the method that was called: routed, reported, direct, sealed or request
     * @param peer the recipient of the message
     */
    public NodenetSendContext(String kind, NodeId peer) {
        super((headers, name, value) -> TraceHeaders.set(Objects.requireNonNull(headers), name, value), Kind.PRODUCER);
        setCarrier(new LinkedHashMap<>());
        this.kind = kind;
        this.peer = peer;
    }

    /** Returns the method that was called: routed, reported, direct, sealed or request. */
    public String kind() {
        return kind;
    }

    /** Returns the recipient of the message. */
    public NodeId peer() {
        return peer;
    }

    /** Returns the result, the name of a {@link io.nodenet.node.SendResult}; null if it is not known yet, or the call failed. */
    public @Nullable String outcome() {
        return outcome;
    }

    /** Sets the result. */
    public void setOutcome(String value) {
        outcome = value;
    }
}
