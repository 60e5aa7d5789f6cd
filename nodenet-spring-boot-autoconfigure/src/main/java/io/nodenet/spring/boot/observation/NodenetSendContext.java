package io.nodenet.spring.boot.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.nodenet.kad.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an observation of one call that sends a message knows; a tracer puts its headers into the carrier. */
public final class NodenetSendContext extends SenderContext<Map<String, String>> {
    private final String kind;
    private final NodeId peer;
    private @Nullable String outcome;

    /**
     * Makes the context of a call.
     *
     * @param kind which method was called: routed, reported, direct, sealed or request
     * @param peer to whom the message goes
     */
    public NodenetSendContext(String kind, NodeId peer) {
        super((headers, name, value) -> TraceHeaders.set(Objects.requireNonNull(headers), name, value), Kind.PRODUCER);
        setCarrier(new LinkedHashMap<>());
        this.kind = kind;
        this.peer = peer;
    }

    /** Answers which method was called: routed, reported, direct, sealed or request. */
    public String kind() {
        return kind;
    }

    /** Answers to whom the message goes. */
    public NodeId peer() {
        return peer;
    }

    /** Answers what came of it, the name of a {@link io.nodenet.node.SendResult}; null if that is not known, or it failed. */
    public @Nullable String outcome() {
        return outcome;
    }

    /** Sets what came of it. */
    public void setOutcome(String value) {
        outcome = value;
    }
}
