package io.nodenet.transport.quic.socket;

import io.nodenet.transport.TokenBucket;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Limits how many connections a second an address may try to open, before anything is spent on them. The loop only. */
public final class InitialLimiter {
    /** The most addresses that are remembered; the one that was quiet for longest is forgotten first. */
    static final int MAX_ADDRESSES = 4096;

    private final int burst;
    private final double perSecond;
    private final Map<AddressKey, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    /** Creates a limiter; a burst that is not positive is no limit. */
    public InitialLimiter(int burst, double perSecond) {
        this.burst = burst;
        this.perSecond = perSecond;
    }

    /** Takes one of the attempts of an address, if there is one left. */
    boolean tryOpen(AddressKey key, long nowNanos) {
        if (burst <= 0) {
            return true;
        }
        TokenBucket bucket = buckets.get(key);
        if (bucket == null) {
            if (buckets.size() == MAX_ADDRESSES) {
                Iterator<TokenBucket> oldest = buckets.values().iterator();
                oldest.next();
                oldest.remove();
            }
            bucket = new TokenBucket(burst, perSecond);
            buckets.put(key, bucket);
        }
        return bucket.tryTake(nowNanos);
    }

    int addresses() {
        return buckets.size();
    }
}
