package io.nodenet.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.nodenet.node.InboundMessage;

/** What an observation of the handling of one message knows. */
public final class NodenetProcessContext extends Observation.Context {
    private final InboundMessage message;
    private boolean handled;

    public NodenetProcessContext(InboundMessage message) {
        this.message = message;
    }

    /** Answers the message. */
    public InboundMessage message() {
        return message;
    }

    /** Answers whether every handler has returned without an exception. */
    public boolean handled() {
        return handled;
    }

    /** Tells whether every handler has returned without an exception. */
    public void setHandled(boolean value) {
        handled = value;
    }
}
