package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.fact.NodeEvent;
import io.nodenet.node.EventSubscription;
import io.nodenet.node.Node;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes each {@link NodeEvent} of a node as an application event, from its first start to the end of the application, whoever starts
 * and stops the node.
 *
 * <p>Events are published on the listener thread of the node, which is serial and bounded: what a listener throws is logged there, and the
 * next event follows.
 */
final class NodenetEventPublisher implements DisposableBean {
    private final EventSubscription subscription;

    NodenetEventPublisher(Node node, ApplicationEventPublisher publisher) {
        this.subscription = node.on(NodeEvent.class, publisher::publishEvent);
    }

    @Override
    public void destroy() {
        subscription.cancel();
    }
}
