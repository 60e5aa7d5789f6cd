package io.nodenet.transport.quic.edge;

import io.netty.channel.Channel;
import io.nodenet.fact.CloseReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The QUIC connections that have not ended, half-open ones included, and a callback for when the last one ends. Confined to the loop. */
public final class LiveChannels {
    /** A QUIC connection that has not ended. */
    interface Live {
        /** Closes the connection, in whatever state it is. */
        void shutdown(CloseReason reason);

        /** Closes the connection at once: what was sent just before may be lost. */
        void abort(CloseReason reason);

        /** Returns the socket of the connection. */
        Channel socket();
    }

    private final Set<Live> channels = new HashSet<>();
    private @Nullable Runnable whenEmpty;

    /** Adds a connection. */
    void add(Live channel) {
        channels.add(channel);
    }

    /** Removes a connection that has ended. */
    void remove(Live channel) {
        channels.remove(channel);
        Runnable waiting = whenEmpty;
        if (waiting != null && channels.isEmpty()) {
            whenEmpty = null;
            waiting.run();
        }
    }

    /** Closes every connection. */
    public void shutdown(CloseReason reason) {
        for (Live channel : new ArrayList<>(channels)) {
            channel.shutdown(reason);
        }
    }

    /** Closes every connection of a socket whose address is gone. */
    public void abandon(Channel socket) {
        for (Live channel : new ArrayList<>(channels)) {
            if (channel.socket().equals(socket)) {
                channel.abort(CloseReason.ADDRESS_GONE);
            }
        }
    }

    /** Returns the number of connections. */
    public int size() {
        return channels.size();
    }

    /** Runs a task as soon as no connection is left, at once if there is none. */
    public void whenEmpty(Runnable task) {
        if (channels.isEmpty()) {
            task.run();
        } else {
            whenEmpty = task;
        }
    }
}
