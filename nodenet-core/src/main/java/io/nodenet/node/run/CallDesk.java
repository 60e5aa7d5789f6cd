package io.nodenet.node.run;

import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.EventSubscription;
import io.nodenet.node.InboundCall;
import io.nodenet.transport.MediaConnection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the calls of peers until somebody of the application takes them, {@link InboundCall#MAX_WAITING} at most. Thread-safe. */
final class CallDesk {
    private static final Logger LOG = LoggerFactory.getLogger(CallDesk.class);

    private final Executor executor;
    private final Set<Waiting> waiting = new LinkedHashSet<>();
    private final List<Consumer<? super InboundCall>> receivers = new CopyOnWriteArrayList<>();

    /**
     * Creates an empty desk.
     *
     * @param executor where the application is told, and its media listeners are called
     */
    CallDesk(Executor executor) {
        this.executor = executor;
    }

    Executor executor() {
        return executor;
    }

    /** A call that nobody has taken. */
    final class Waiting implements InboundCall {
        private final MediaConnection connection;
        private final MediaSession session;

        private Waiting(MediaConnection connection, PathKind path) {
            this.connection = connection;
            this.session = connection.handOver(executor, path);
        }

        @Override
        public NodeId caller() {
            return session.peer();
        }

        @Override
        public PathKind path() {
            return session.path();
        }

        @Override
        public Optional<MediaSession> accept() {
            return leave() ? Optional.of(session) : Optional.empty();
        }

        @Override
        public void decline() {
            if (leave()) {
                connection.close(MediaCloseReason.DECLINED);
            }
        }

        /** Ends the call if nobody has taken it; returns whether that was so. */
        boolean expire() {
            boolean unanswered = leave();
            if (unanswered) {
                connection.close(MediaCloseReason.UNANSWERED);
            }
            return unanswered;
        }

        private boolean leave() {
            synchronized (waiting) {
                return waiting.remove(this);
            }
        }
    }

    /** Takes a call; returns null if too many wait. */
    @Nullable
    Waiting offer(MediaConnection connection, PathKind path) {
        Waiting call;
        synchronized (waiting) {
            if (waiting.size() == InboundCall.MAX_WAITING) {
                return null;
            }
            call = new Waiting(connection, path);
            waiting.add(call);
        }
        call.session.closed().thenRun(call::leave);
        receivers.forEach(receiver -> tell(receiver, call));
        return call;
    }

    /** Tells a receiver of the calls that wait now and later. */
    EventSubscription subscribe(Consumer<? super InboundCall> receiver) {
        List<Waiting> before;
        synchronized (waiting) {
            receivers.add(receiver);
            before = List.copyOf(waiting);
        }
        before.forEach(call -> tell(receiver, call));
        return () -> receivers.remove(receiver);
    }

    private void tell(Consumer<? super InboundCall> receiver, InboundCall call) {
        try {
            executor.execute(() -> {
                try {
                    receiver.accept(call);
                } catch (Throwable e) { // an Error of one receiver must not take the others along
                    LOG.error("A receiver of calls threw", e);
                }
            });
        } catch (RejectedExecutionException ended) {
            LOG.debug("The application takes no calls any more");
        }
    }
}
