package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import io.nodenet.transport.TokenBucket;
import java.util.LinkedHashMap;
import java.util.Map;

/** Limits the rate of signals of each contact. Not thread-safe. Remembers the last {@value #MAX} contacts. */
final class SignalRates {
    static final int MAX = 256;
    static final double BURST = 40;
    static final double PER_SECOND = 10;

    private final Map<NodeId, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, TokenBucket> eldest) {
            return size() > MAX;
        }
    };

    boolean tryPass(NodeId from, long nowNanos) {
        return buckets.computeIfAbsent(from, peer -> new TokenBucket(BURST, PER_SECOND))
                .tryTake(nowNanos);
    }
}
