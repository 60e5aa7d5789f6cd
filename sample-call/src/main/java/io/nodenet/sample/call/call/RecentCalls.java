package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.Signal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last ended calls, so that a late or repeated signal is answered as before and does not ring again. Not thread-safe. Holds
 * {@value #MAX}; only contacts can make it forget.
 */
final class RecentCalls {
    static final int MAX = 64;

    private final Map<Key, Outcome> outcomes = new LinkedHashMap<>();

    /** An ID is chosen by its caller, so it is only unique per peer. */
    private record Key(NodeId peer, UUID call) {}

    /**
     * An ended call.
     *
     * @param answer the answer to a peer that still refers to it
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
