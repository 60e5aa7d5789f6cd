package io.nodenet.test.simulation;

import io.nodenet.NodenetException;
import io.nodenet.fact.PathKind;
import io.nodenet.media.MediaSession;
import io.nodenet.transport.MediaConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The media sessions that a {@link SimulatedNode} opens, and those of peers that it takes. */
final class SimulatedCalls {
    private final Map<Long, CompletableFuture<MediaSession>> opening = new HashMap<>();
    private final List<MediaSession> taken = new ArrayList<>();
    private boolean accepting;

    /** Takes note of a session that is being opened. */
    CompletableFuture<MediaSession> begin(long operation) {
        CompletableFuture<MediaSession> session = new CompletableFuture<>();
        opening.put(operation, session);
        return session;
    }

    void opened(long operation, MediaConnection connection, PathKind path) {
        MediaSession session = connection.handOver(Runnable::run, path);
        CompletableFuture<MediaSession> caller = opening.remove(operation);
        if (caller != null) {
            caller.complete(session);
        }
    }

    /** Takes note of the failure of an operation, which may be another one than a call. */
    void failed(long operation, NodenetException cause) {
        CompletableFuture<MediaSession> caller = opening.remove(operation);
        if (caller != null) {
            caller.completeExceptionally(cause);
        }
    }

    void accept(boolean calls) {
        accepting = calls;
    }

    boolean isAccepting() {
        return accepting;
    }

    /** Takes the session of a peer; returns false if there are too many. */
    boolean take(MediaConnection connection, PathKind path) {
        if (taken.size() == SimulatedNode.MAX_CALLS) {
            return false;
        }
        taken.add(connection.handOver(Runnable::run, path));
        return true;
    }

    List<MediaSession> taken() {
        return List.copyOf(taken);
    }
}
