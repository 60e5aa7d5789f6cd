package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.node.Node;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.listener.CallbackThread;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the node before the web server and stops it after the web server.
 *
 * <p>The node leaves the network gracefully, on a separate thread. A paused test context does not stop it, just as it does not stop a web
 * server: other nodes know the port.
 */
public class NodenetNodeLifecycle implements SmartLifecycle {
    /** The phase: starts before web servers start, and stops after they have stopped. */
    public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 3072;

    private final Node node;
    private final boolean autoStartup;

    /**
     * Creates a lifecycle of a node.
     *
     * @param autoStartup whether the node starts with the application
     */
    public NodenetNodeLifecycle(Node node, boolean autoStartup) {
        this.node = node;
        this.autoStartup = autoStartup;
    }

    @Override
    public void start() {
        if (!isRunning()) {
            node.start();
        }
    }

    @Override
    public void stop() {
        if (node.state() == NodeState.RUNNING) {
            node.close();
        }
    }

    /** Stops the node on another thread, unless this is the thread of a handler, for which the other one would wait. */
    @Override
    public void stop(Runnable callback) {
        if (CallbackThread.isCurrent()) {
            stop();
            callback.run();
            return;
        }
        new Thread(
                        () -> {
                            try {
                                stop();
                            } finally {
                                callback.run();
                            }
                        },
                        "nodenet-stop")
                .start();
    }

    @Override
    public boolean isRunning() {
        return node.state() == NodeState.RUNNING;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public boolean isAutoStartup() {
        return autoStartup;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
