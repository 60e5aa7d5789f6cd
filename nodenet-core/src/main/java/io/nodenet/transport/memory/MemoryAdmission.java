package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.fact.CloseReason;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides whether a host in memory accepts one more connection. */
final class MemoryAdmission {
    private final HostProfile profile;
    private final EnumCounters<TransportCounter> counters;

    MemoryAdmission(HostProfile profile, EnumCounters<TransportCounter> counters) {
        this.profile = profile;
        this.counters = counters;
    }

    /** Returns which cap refuses one more accepted connection of an address, null for none: a silent one makes room. */
    @Nullable
    TransportCounter refusal(Endpoint dialer, Collection<MemoryConnection> connections) {
        List<MemoryConnection> all = new ArrayList<>();
        List<MemoryConnection> ofAddress = new ArrayList<>();
        for (MemoryConnection connection : connections) {
            if (!connection.isOutbound()) {
                all.add(connection);
                if (isSameAddress(connection.remoteEndpoint(), dialer)) {
                    ofAddress.add(connection);
                }
            }
        }
        if (isFull(profile.maxInbound(), all)) {
            return TransportCounter.ACCEPT_REFUSED_TOTAL;
        }
        return isFull(profile.maxInboundPerAddress(), ofAddress) ? TransportCounter.ACCEPT_REFUSED_ADDRESS : null;
    }

    /** Returns whether there is no room for one more, not even that of the longest silent one. */
    private boolean isFull(int limit, List<MemoryConnection> taken) {
        if (limit <= 0 || taken.size() < limit) {
            return false;
        }
        Optional<MemoryConnection> longestSilent =
                taken.stream().filter(MemoryConnection::isSilent).findFirst();
        longestSilent.ifPresent(connection -> {
            counters.increment(TransportCounter.FIRST_FRAME_EVICTED);
            connection.close(CloseReason.FIRST_FRAME_TIMEOUT);
        });
        return longestSilent.isEmpty();
    }

    /** Returns whether two endpoints have the same IP address. */
    static boolean isSameAddress(Endpoint a, Endpoint b) {
        IpPort first = a.ipPort();
        IpPort second = b.ipPort();
        return first != null && second != null && Arrays.equals(first.address(), second.address());
    }
}
