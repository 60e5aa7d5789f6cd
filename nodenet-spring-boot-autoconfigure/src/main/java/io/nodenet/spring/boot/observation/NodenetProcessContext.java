package io.nodenet.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.nodenet.node.InboundMessage;

/** What an observation of the handling of one message knows. */
public final class NodenetProcessContext extends Observation.Context {
    private final InboundMessage message;
    private volatile ProcessOutcome outcome = ProcessOutcome.IN_PROGRESS;

    public NodenetProcessContext(InboundMessage message) {
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
