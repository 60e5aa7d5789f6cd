package io.nodenet.spring.boot;

import org.springframework.context.PayloadApplicationEvent;

/**
 * Carries an event of a node to the event listeners of an application, which declare the payload, {@code @EventListener void
 * on(NodeEvent.PeerConnected event)}, or this event. In an application with several nodes it names the node of the payload: {@code
 * @EventListener(condition = "event.node == 'office'")}.
 *
 * @param <T> the payload: a {@link io.nodenet.fact.NodeEvent}, an {@link io.nodenet.spring.boot.event.InboundCallEvent} or a {@link
 *     io.nodenet.spring.boot.event.MessageReceivedEvent}
 */
public class NodenetApplicationEvent<T> extends PayloadApplicationEvent<T> {
    private static final long serialVersionUID = 1L;

    private final String node;

    /**
     * Creates an event.
     *
     * @param source the publisher
     * @param node the name of the node
     */
    public NodenetApplicationEvent(Object source, String node, T payload) {
        super(source, payload);
        this.node = node;
    }

    /** Returns the name of the node, {@value NodenetNodes#DEFAULT} unless the application has several. */
    public String getNode() {
        return node;
    }
}
