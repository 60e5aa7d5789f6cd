package io.nodenet.spring.boot.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.nodenet.node.InboundMessage;
import java.util.Map;

/** The context of the observation of the handling of one message. */
public final class NodenetProcessContext extends ReceiverContext<Map<String, String>> {
    private final InboundMessage message;
    private volatile ProcessOutcome outcome = ProcessOutcome.IN_PROGRESS;

    /**
     * Creates the context of a message.
     *
     * @param headers the headers with which a trace of its sender continues, empty for none
     */
    public NodenetProcessContext(InboundMessage message, Map<String, String> headers) {
        super((carrier, name) -> carrier.get(name), Kind.CONSUMER);
        setCarrier(headers);
        this.message = message;
    }

    /** Returns the message. */
    public InboundMessage message() {
        return message;
    }

    /** Returns the outcome. */
    public ProcessOutcome outcome() {
        return outcome;
    }

    /** Sets the outcome. */
    public void setOutcome(ProcessOutcome value) {
        outcome = value;
    }
}
