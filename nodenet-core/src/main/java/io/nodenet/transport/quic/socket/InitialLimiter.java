package io.nodenet.transport.quic.socket;

import io.nodenet.transport.TokenBucket;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how many connections a second an address may try to open, before anything is spent on them; the wider prefixes of an
 * {@link AddressKey} may try twice and four times as many. The loop only.
 */
public final class InitialLimiter {
    /** The most prefixes that are remembered; the one that was quiet for longest is forgotten first. */
    static final int MAX_PREFIXES = 4096;

    private final int burst;
    private final double perSecond;
    private final Map<AddressKey, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    /** Creates a limiter; a burst that is not positive means no limit. */
    public InitialLimiter(int burst, double perSecond) {
        this.burst = burst;
        this.perSecond = perSecond;
    }

    /** Takes one of the attempts of an address, if there is one left. */
    boolean tryOpen(AddressKey key, long nowNanos) {
        int share = 1;
        for (AddressKey prefix = key; prefix != null && burst > 0; prefix = prefix.wider()) {
            if (!bucket(prefix, share).tryTake(nowNanos)) {
                return false;
            }
            share *= 2;
        }
        return true;
    }

    private TokenBucket bucket(AddressKey prefix, int share) {
        TokenBucket bucket = buckets.get(prefix);
        if (bucket == null) {
            if (buckets.size() == MAX_PREFIXES) {
                Iterator<TokenBucket> oldest = buckets.values().iterator();
                oldest.next();
                oldest.remove();
            }
            bucket = new TokenBucket(share * burst, share * perSecond);
            buckets.put(prefix, bucket);
        }
        return bucket;
    }

    int prefixes() {
        return buckets.size();
    }
}
