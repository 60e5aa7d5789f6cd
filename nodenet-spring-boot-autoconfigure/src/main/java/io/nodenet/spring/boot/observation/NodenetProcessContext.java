package io.nodenet.spring.boot.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.nodenet.node.InboundMessage;
import java.util.Map;

/** What an observation of the handling of one message knows. */
public final class NodenetProcessContext extends ReceiverContext<Map<String, String>> {
    private final InboundMessage message;
    private volatile ProcessOutcome outcome = ProcessOutcome.IN_PROGRESS;

    /**
     * Creates the context of a message.
     *
     * @param headers those by which a trace of its sender goes on, empty for none
     */
    public NodenetProcessContext(InboundMessage message, Map<String, String> headers) {
        super((carrier, name) -> carrier.get(name), Kind.CONSUMER);
        setCarrier(headers);
        this.message = message;
    }

    /** Answers the message. */
    public InboundMessage message() {
        return message;
    }

    /** Returns what became of it. */
    public ProcessOutcome outcome() {
        return outcome;
    }

    /** Tells what became of it. */
    public void setOutcome(ProcessOutcome value) {
        outcome = value;
    }
}
