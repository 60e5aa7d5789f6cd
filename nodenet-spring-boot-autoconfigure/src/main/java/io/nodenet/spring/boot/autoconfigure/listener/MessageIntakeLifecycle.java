package io.nodenet.spring.boot.autoconfigure.listener;

import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Closes the node to messages at shutdown and lets the listener container handle the last ones, so that no further message is accepted, and
 * nothing that handlers use stops before. A paused test context leaves the node open; messages wait.
 */
final class MessageIntakeLifecycle implements SmartLifecycle, ApplicationListener<ContextClosedEvent>, Ordered {
    private final NodenetListenerContainer container;
    private final ApplicationContext context;
    private volatile boolean running;

    MessageIntakeLifecycle(NodenetListenerContainer container, ApplicationContext context) {
        this.container = container;
        this.context = context;
    }

    /** Runs before lifecycles of any phase stop: there is no phase after the default one. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext().equals(context)) { // not for the event of a child
            container.takeNoMore();
            container.stop();
        }
    }

    @Override
    public boolean supportsAsyncExecution() {
        return false;
    }

    /** Before other listeners of the event, some of which shut down executors. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        container.takeNoMore();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }

    /** The phase of the container, which stops after the beans that depend on it. */
    @Override
    public int getPhase() {
        return NodenetListenerContainer.PHASE;
    }
}
