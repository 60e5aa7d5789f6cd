package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.SharedCounters;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TransportCounter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The media sessions of one host in memory: opens and accepts them, and has each do once a second what is due. */
final class MemoryMedia implements MemoryDials.Kind {
    /** The most sessions that peers have opened: a budget of their own, so that edges and calls do not take each other's slots (W-34). */
    static final int MAX_INBOUND = 32;

    /** The most of them from one IP address, if the host limits that at all. */
    static final int MAX_INBOUND_PER_ADDRESS = 16;

    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    private final HostScope scope;
    private final int maxInboundPerAddress;
    private final Function<Endpoint, MemoryMedia> mediaAt;
    private final MemoryDials dials;
    private final SharedCounters<MediaCounter> totals = new SharedCounters<>(MediaCounter.class);
    private final Set<MemoryMediaLink> links = new LinkedHashSet<>();
    private NodeLoop.@Nullable Timer timer;
    private volatile boolean supported = true;

    /**
     * Creates a host without sessions.
     *
     * @param hosts the hosts of the network
     * @param mediaAt what this is for the host at an endpoint
     */
    MemoryMedia(
            Reach reach,
            HostProfile profile,
            Function<Endpoint, @Nullable Reach> hosts,
            Function<Endpoint, MemoryMedia> mediaAt) {
        this.scope = reach.scope();
        this.maxInboundPerAddress = Math.min(MAX_INBOUND_PER_ADDRESS, profile.maxInboundPerAddress());
        this.mediaAt = mediaAt;
        this.dials = new MemoryDials(reach, hosts, this);
    }

    void setSupported(boolean on) {
        supported = on;
    }

    boolean isSupported() {
        return supported;
    }

    Map<MediaCounter, Long> counters() {
        return totals.snapshot();
    }

    /** Opens a session; the listener is told in a later turn. */
    void open(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
        if (supported) {
            dials.begin(operation, peer, endpoint, timeoutNanos);
        } else {
            scope.loop().execute(() -> failed(operation, unsupported("This host has no media")));
        }
    }

    private static DialFailure unsupported(String detail) {
        return new DialFailure(DialFailure.Reason.UNSUPPORTED, detail);
    }

    void cancel(long operation) {
        dials.cancel(operation);
    }

    @Override
    public @Nullable DialFailure connect(long operation, Reach there, Way way) {
        MemoryMedia target = mediaAt.apply(there.endpoint());
        if (!target.supported) {
            return unsupported(way.remote().text() + " has no media");
        }
        TransportCounter refusal = target.refusal(way.back());
        MemoryMediaLink near = add(there.id(), way, true);
        MemoryMediaLink far = target.add(scope.id(), way.back(), false);
        near.joinTo(far);
        far.joinTo(near);
        scope.counters().increment(TransportCounter.MEDIA_OPENED);
        if (refusal == null) {
            target.scope.counters().increment(TransportCounter.MEDIA_ACCEPTED);
            target.scope.loop().execute(() -> {
                target.scope.listener().onMedia(far.end());
                target.scope.listener().onMediaReady(far.end());
            });
        } else {
            target.scope.counters().increment(refusal);
            far.refuse(MediaCloseReason.BUSY);
        }
        scope.listener().onMediaOpened(operation, near.end());
        return null;
    }

    /** Returns which cap refuses one more session of a peer, null for none. */
    private @Nullable TransportCounter refusal(Way toPeer) {
        List<MemoryMediaLink> inbound =
                links.stream().filter(link -> !link.isOutbound()).toList();
        if (inbound.size() >= MAX_INBOUND) {
            return TransportCounter.MEDIA_REFUSED_TOTAL;
        }
        long ofAddress = inbound.stream()
                .filter(link -> MemoryAdmission.isSameAddress(link.way().remote(), toPeer.remote()))
                .count();
        return maxInboundPerAddress > 0 && ofAddress >= maxInboundPerAddress
                ? TransportCounter.MEDIA_REFUSED_ADDRESS
                : null;
    }

    private MemoryMediaLink add(NodeId peer, Way way, boolean outbound) {
        MemoryMediaLink link = new MemoryMediaLink(scope, peer, way, outbound, totals, links::remove);
        links.add(link);
        arm();
        return link;
    }

    @Override
    public void failed(long operation, DialFailure failure) {
        scope.counters().increment(TransportCounter.MEDIA_OPEN_FAILED);
        scope.listener().onMediaFailed(operation, failure);
    }

    private void arm() {
        if (timer == null && !links.isEmpty()) {
            timer = scope.loop().schedule(this::tick, TICK_NANOS);
        }
    }

    private void tick() {
        timer = null;
        List.copyOf(links).forEach(MemoryMediaLink::tick);
        arm();
    }

    /**
     * Ends all sessions: the host is closed, or killed.
     *
     * @param gracefully whether the peers are told
     */
    void shutDown(boolean gracefully) {
        for (MemoryMediaLink link : List.copyOf(links)) {
            if (gracefully) {
                link.closeNow(MediaCloseReason.SHUTDOWN);
            } else {
                link.finish(MediaCloseReason.SHUTDOWN);
            }
        }
        dials.cancelAll();
    }
}
