package io.nodenet.spring.boot.request;

import io.nodenet.kad.NodeId;
import io.nodenet.transport.TokenBucket;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how often peers are told that nobody handles their requests: all of them together, and each one to an eighth of that, so that no single peer uses up what the others
 * are to learn by. Not thread-safe.
 */
final class Refusals {
    /** How many peers are told apart; beyond it the one that was refused longest ago is forgotten. */
    static final int MAX_PEERS = 256;

    private final TokenBucket all = new TokenBucket(Replies.REFUSAL_BURST, Replies.REFUSALS_PER_SECOND);
    private final Map<NodeId, TokenBucket> byPeer = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, TokenBucket> eldest) {
            return size() > MAX_PEERS;
        }
    };

    /** Returns how many peers are told apart. */
    int size() {
        return byPeer.size();
    }

    /** Returns whether a peer may be told, and counts that it is. */
    boolean tryTake(NodeId peer, long nowNanos) {
        TokenBucket ofPeer = byPeer.computeIfAbsent(
                peer,
                unused -> new TokenBucket(
                        (double) Replies.REFUSAL_BURST / Replies.PEER_SHARE,
                        (double) Replies.REFUSALS_PER_SECOND / Replies.PEER_SHARE));
        return ofPeer.tryTake(nowNanos) && all.tryTake(nowNanos);
    }
}
