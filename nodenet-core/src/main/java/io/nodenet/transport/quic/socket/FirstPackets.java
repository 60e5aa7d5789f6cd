package io.nodenet.transport.quic.socket;

import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TokenBucket;
import io.nodenet.transport.TransportCounter;
import java.net.InetAddress;

/**
 * Decides which packets of no known connection reach a codec, for all sockets of a transport together: more addresses of ours are no more
 * attempts for a stranger. The loop only.
 */
public final class FirstPackets {
    /** How many packets of other QUIC versions are answered in a second, with a burst of as many. */
    public static final int VERSION_NEGOTIATIONS_PER_SECOND = 64;

    private final InboundSlots admission;
    private final InitialLimiter initials;
    private final EnumCounters<TransportCounter> counters;
    private final TokenBucket versionNegotiations =
            new TokenBucket(VERSION_NEGOTIATIONS_PER_SECOND, VERSION_NEGOTIATIONS_PER_SECOND);

    public FirstPackets(InboundSlots admission, InitialLimiter initials, EnumCounters<TransportCounter> counters) {
        this.admission = admission;
        this.initials = initials;
        this.counters = counters;
    }

    /** Returns whether an address may try to open a connection now. */
    boolean mayOpen(InetAddress sender, long nowNanos) {
        if (!initials.tryOpen(AddressKey.of(sender), nowNanos)) {
            counters.increment(TransportCounter.ACCEPT_RATE_LIMITED);
            return false;
        }
        return admission.isOpen();
    }

    /** Returns whether a packet of another QUIC version may be answered now. */
    boolean mayNegotiateVersion(long nowNanos) {
        boolean allowed = versionNegotiations.tryTake(nowNanos);
        if (!allowed) {
            counters.increment(TransportCounter.VERSION_RATE_LIMITED);
        }
        return allowed;
    }
}
