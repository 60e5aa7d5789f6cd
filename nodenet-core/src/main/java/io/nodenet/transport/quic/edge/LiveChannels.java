package io.nodenet.transport.quic.edge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The QUIC connections that have not ended, half-open ones included, and who waits for the last of them. The loop only. */
public final class LiveChannels {
    private final Set<QuicChannelHandler> handlers = new HashSet<>();
    private @Nullable Runnable whenEmpty;

    /** Adds a connection. */
    void add(QuicChannelHandler handler) {
        handlers.add(handler);
    }

    /** Removes a connection that has ended. */
    void remove(QuicChannelHandler handler) {
        handlers.remove(handler);
        Runnable waiting = whenEmpty;
        if (waiting != null && handlers.isEmpty()) {
            whenEmpty = null;
            waiting.run();
        }
    }

    /** Answers a copy of the connections. */
    public List<QuicChannelHandler> snapshot() {
        return new ArrayList<>(handlers);
    }

    /** Answers the number of connections. */
    public int size() {
        return handlers.size();
    }

    /** Runs a task as soon as no connection is left, at once if there is none. */
    public void whenEmpty(Runnable task) {
        if (handlers.isEmpty()) {
            task.run();
        } else {
            whenEmpty = task;
        }
    }
}
