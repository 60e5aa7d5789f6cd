package io.nodenet.node.core.connect;

import io.nodenet.address.AddressScope;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.node.core.edge.RecentHosts;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.turn.RateLimits;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.transport.Connection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends punches: bursts of small datagrams that open the NAT of this node to a peer that is about to dial (docs/protocol/04, section 10).
 *
 * <p>[V] What a stranger can aim at a host is bounded: eight addresses a burst, 32 bursts at a time, and for each IP address that is punched
 * {@value #TARGETS_AT_ONCE} targets at once and {@value #TARGETS_PER_SECOND} a second (W4-12).
 */
public final class PunchBursts {
    /** How often each address gets a datagram. */
    static final int VOLLEYS = 5;

    /** The time from one volley to the next. */
    static final long INTERVAL_NANOS = Duration.ofMillis(50).toNanos();

    /** The most addresses of a burst. */
    static final int MAX_TARGETS = 8;

    /** The most bursts at a time that others have asked for. */
    static final int MAX_REQUESTED = 32;

    /** The targets, address and port, that one IP address may be at once. */
    static final int TARGETS_AT_ONCE = 16;

    /** The targets that one IP address may be in a second, after that. */
    static final int TARGETS_PER_SECOND = 2;

    /** The most IP addresses whose limit is remembered. */
    static final int MAX_LIMITED = 4096;

    /** How long it is remembered that a host was punched: what it dials within this time comes through the hole. */
    static final Duration MEMORY = Duration.ofSeconds(30);

    /** The most hosts of which that is remembered; the one that was punched longest ago goes for a new one. */
    static final int MAX_HOSTS = 1024;

    private final Timers timers;
    private final DialOutput output;
    private final Counts counts;
    private final RateLimits<String> limits;
    private final RecentHosts punched;
    private int requested;
    private boolean stopped;

    public PunchBursts(Turn turn, Timers timers, DialOutput output, Counts counts) {
        this.timers = timers;
        this.output = output;
        this.counts = counts;
        this.limits = new RateLimits<>(
                turn, MAX_LIMITED, TARGETS_AT_ONCE, Duration.ofSeconds(1).dividedBy(TARGETS_PER_SECOND));
        this.punched = new RecentHosts(turn, MEMORY, MAX_HOSTS);
    }

    /** Datagrams that go on for a fifth of a second. */
    final class Burst {
        private final List<Endpoint> targets;
        private final boolean isRequested;
        private int volleys;
        private Timers.@Nullable Deadline next;

        private Burst(List<Endpoint> targets, boolean isRequested) {
            this.targets = targets;
            this.isRequested = isRequested;
        }

        List<Endpoint> targets() {
            return targets;
        }

        private void volley() {
            if (stopped) {
                end();
                return;
            }
            targets.forEach(output::punch);
            counts.count(NodeCounter.PUNCHES_SENT, targets.size());
            volleys++;
            if (volleys < VOLLEYS) {
                next = timers.after(INTERVAL_NANOS, this::volley);
            } else {
                end();
            }
        }

        /** Stops: no further datagram leaves. */
        void stop() {
            Timers.Deadline deadline = next;
            if (deadline != null) {
                deadline.cancel();
                end();
            }
        }

        private void end() {
            next = null;
            if (isRequested) {
                requested--;
            }
        }
    }

    /**
     * Begins a burst of this node's own; its first datagrams leave at once.
     *
     * @param targets what may be punched, of which the first {@link #MAX_TARGETS} are
     */
    Burst begin(List<Endpoint> targets) {
        List<Endpoint> first = first(targets);
        first.forEach(punched::remember);
        return begin(first, false);
    }

    /**
     * Begins a burst that somebody else has asked for, toward those of the targets whose limit allows it.
     *
     * @param targets what may be punched, of which the first {@link #MAX_TARGETS} are
     * @return null, and counted, if the limits allow none
     */
    @Nullable
    Burst request(List<Endpoint> targets) {
        List<Endpoint> first = first(targets);
        List<Endpoint> allowed = requested == MAX_REQUESTED ? List.of() : allowed(first);
        if (allowed.size() < first.size()) {
            counts.drop(DropReason.PUNCH_LIMIT);
        }
        if (allowed.isEmpty()) {
            return null;
        }
        requested++;
        allowed.forEach(punched::remember);
        return begin(allowed, true);
    }

    /**
     * Sends one datagram to each of the targets whose limit allows it, for somebody who may be about to dial. What comes through is no punched
     * connection: the peer has not asked for a punch, and does not know of it.
     *
     * @param targets what may be punched, of which the first {@link #MAX_TARGETS} are
     */
    void open(List<Endpoint> targets) {
        List<Endpoint> first = first(targets);
        List<Endpoint> allowed = allowed(first);
        if (allowed.size() < first.size()) {
            counts.drop(DropReason.PUNCH_LIMIT);
        }
        allowed.forEach(this::repeat);
    }

    /** Sends one more datagram to a target whose limit has allowed one a short time ago. */
    void repeat(Endpoint target) {
        if (!stopped) {
            output.punch(target);
            counts.count(NodeCounter.PUNCHES_SENT);
        }
    }

    /** Sends no datagram any more. */
    public void stop() {
        stopped = true;
    }

    /** Returns of how many hosts it is remembered that they were punched. */
    int size() {
        return punched.size();
    }

    /** Returns how a connection that a peer made came about: through a hole, if this node has just punched one for its host. */
    public PathKind pathOf(Connection accepted) {
        return punched.contains(accepted.remoteEndpoint()) ? PathKind.PUNCHED : PathKind.DIRECT;
    }

    /** Returns which targets are punched: never this host itself, even where it may be dialed ([V]). */
    private static List<Endpoint> first(List<Endpoint> targets) {
        return targets.stream()
                .filter(target -> AddressScope.of(target) != AddressScope.LOOPBACK)
                .limit(MAX_TARGETS)
                .toList();
    }

    private Burst begin(List<Endpoint> targets, boolean isRequested) {
        Burst burst = new Burst(targets, isRequested);
        burst.volley();
        return burst;
    }

    private List<Endpoint> allowed(List<Endpoint> targets) {
        return targets.stream()
                .filter(target -> limits.tryTake(RecentHosts.hostOf(target)))
                .toList();
    }
}
