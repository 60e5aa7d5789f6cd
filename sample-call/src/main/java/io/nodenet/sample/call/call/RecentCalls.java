package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.Signal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last calls that are over, so that a late or repeated signal is answered as before, and does not ring again. Not thread-safe. Holds
 * {@value #MAX}; contacts alone can make it forget.
 */
final class RecentCalls {
    static final int MAX = 64;

    private final Map<Key, Outcome> outcomes = new LinkedHashMap<>();

    /** A name is chosen by its caller, so it is no name without the peer. */
    private record Key(NodeId peer, UUID call) {}

    /**
     * What is known of a call that is over.
     *
     * @param answer what is said of it to who still believes in it
     * @param rang whether its ring has come, or this side is the caller; else the end came first
     */
    record Outcome(Signal answer, boolean rang) {}

    void add(NodeId peer, UUID call, Signal answer, boolean rang) {
        Key key = new Key(peer, call);
        outcomes.remove(key);
        outcomes.put(key, new Outcome(answer, rang));
        if (outcomes.size() > MAX) {
            outcomes.remove(outcomes.keySet().iterator().next());
        }
    }

    @Nullable
    Outcome find(NodeId peer, UUID call) {
        return outcomes.get(new Key(peer, call));
    }

    int size() {
        return outcomes.size();
    }
}
