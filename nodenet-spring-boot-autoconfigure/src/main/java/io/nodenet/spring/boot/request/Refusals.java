package io.nodenet.spring.boot.request;

import io.nodenet.kad.NodeId;
import io.nodenet.transport.TokenBucket;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits the rate at which peers are informed that there is no handler for their requests: for all together, and for each peer to an eighth
 * of that, so that no single peer exhausts the budget of the others. Not thread-safe.
 */
final class Refusals {
    /** The number of peers that are tracked; beyond it, the one that was refused longest ago is forgotten. */
    static final int MAX_PEERS = 256;

    private final TokenBucket all = new TokenBucket(Replies.REFUSAL_BURST, Replies.REFUSALS_PER_SECOND);
    private final Map<NodeId, TokenBucket> byPeer = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, TokenBucket> eldest) {
            return size() > MAX_PEERS;
        }
    };

    /** Returns the number of tracked peers. */
    int size() {
        return byPeer.size();
    }

    /** Returns whether a peer may be informed, and counts it. */
    boolean tryTake(NodeId peer, long nowNanos) {
        TokenBucket ofPeer = byPeer.computeIfAbsent(
                peer,
                unused -> new TokenBucket(
                        (double) Replies.REFUSAL_BURST / Replies.PEER_SHARE,
                        (double) Replies.REFUSALS_PER_SECOND / Replies.PEER_SHARE));
        return ofPeer.tryTake(nowNanos) && all.tryTake(nowNanos);
    }
}
