package io.nodenet.spring.boot.autoconfigure.listener;

import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import org.springframework.context.SmartLifecycle;

/**
 * Closes the node to messages when the application ends, just before the listener container handles the last ones: so no message is taken
 * in behind them. A paused test context leaves the node open, and messages wait.
 */
final class MessageIntakeLifecycle implements SmartLifecycle {
    /** The phase, whose stop comes just before that of the container. */
    static final int PHASE = NodenetListenerContainer.PHASE + 1;

    private final NodenetListenerContainer container;
    private volatile boolean running;

    MessageIntakeLifecycle(NodenetListenerContainer container) {
        this.container = container;
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

    @Override
    public int getPhase() {
        return PHASE;
    }
}
