package io.nodenet.spring.boot.actuate;

import io.nodenet.fact.NodeEvent;
import io.nodenet.node.EventSubscription;
import io.nodenet.node.Node;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/** Remembers the latest attempts of a node to connect to peers, at most {@value #MAX_ATTEMPTS}. Thread-safe. */
public final class ConnectHistory implements DisposableBean {
    /** The maximum number of attempts that are remembered; the oldest is evicted. */
    public static final int MAX_ATTEMPTS = 32;

    private final InstantSource clock;
    private final Deque<ConnectDescriptor> attempts = new ArrayDeque<>(MAX_ATTEMPTS);
    private final @Nullable EventSubscription subscription;

    /**
     * Creates an empty history, which begins now.
     *
     * @param clock the source of the times at which attempts ended
     */
    public ConnectHistory(Node node, InstantSource clock) {
        this.clock = clock;
        this.subscription = node.on(NodeEvent.ConnectEnded.class, this::add);
    }

    private synchronized void add(NodeEvent.ConnectEnded ended) {
        if (attempts.size() == MAX_ATTEMPTS) {
            attempts.removeFirst();
        }
        attempts.addLast(ConnectDescriptor.of(ended, clock.instant()));
    }

    /** Returns the attempts, oldest first. */
    public synchronized List<ConnectDescriptor> attempts() {
        return List.copyOf(attempts);
    }

    @Override
    public void destroy() {
        if (subscription != null) { // a mock in a test returns none
            subscription.cancel();
        }
    }
}
