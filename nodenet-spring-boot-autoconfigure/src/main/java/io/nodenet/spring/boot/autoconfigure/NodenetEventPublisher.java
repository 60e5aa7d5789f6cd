package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.fact.NodeEvent;
import io.nodenet.node.EventSubscription;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.event.InboundCallEvent;
import io.nodenet.spring.boot.listener.CallbackThread;
import io.nodenet.spring.boot.listener.ChildContexts;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/**
 * Publishes each {@link NodeEvent} of a node and each inbound call as an application event, from the first start to the end of the
 * application, regardless of who starts and stops the node.
 *
 * <p>Calls are published on the media threads of the node. Events are published on the listener thread of the node, which is serial and
 * bounded: exceptions of listeners are logged there, and the next event follows.
 */
final class NodenetEventPublisher implements DisposableBean {
    private final @Nullable EventSubscription events;
    private final @Nullable EventSubscription calls;

    /**
     * Starts publishing.
     *
     * @param name the name of the node
     */
    NodenetEventPublisher(Node node, ChildContexts contexts, String name) {
        this.events = node.on(NodeEvent.class, event -> CallbackThread.call(this, () -> contexts.publish(name, event)));
        this.calls = node.onCall(call -> contexts.publish(name, new InboundCallEvent(call)));
    }

    @Override
    public void destroy() {
        for (EventSubscription subscription : new @Nullable EventSubscription[] {calls, events}) {
            if (subscription != null) { // a mock in a test returns none
                subscription.cancel();
            }
        }
    }
}
