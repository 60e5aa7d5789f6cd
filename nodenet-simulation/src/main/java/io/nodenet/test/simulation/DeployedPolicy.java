package io.nodenet.test.simulation;

import io.nodenet.address.SubnetKey;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NodeCore;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.NodeLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the edges of a simulated node as deployed nodes do, for overlays of both kinds (docs/protocol/08, sections 9.2 to 9.5).
 *
 * <p>Only outbound edges count, those nearest to the node itself are wanted, nobody is let go, and nobody is known as a leaf. Everything but
 * the neighbour policy is that of production; contacts are never purged, because nobody dies in such an overlay for as long.
 */
final class DeployedPolicy {
    static final Duration TICK = Duration.ofSeconds(5);
    static final Duration SELF_LOOKUP = Duration.ofSeconds(60);
    static final Duration SIBLING_EXCHANGE = Duration.ofSeconds(30);
    static final Duration BUCKET_REFRESH = Duration.ofSeconds(60);

    private static final Duration BUCKET_STALE = Duration.ofMinutes(15);
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(5);
    private static final int MIN_CANDIDATES = 16;
    private static final int SPARE_CANDIDATES = 8;
    private static final int CANDIDATES_PER_DIAL = 4;
    private static final int MAX_SUBNET_EDGES = 2;

    private final SimulatedNode node;
    private final NodeLoop loop;
    private final RandomGenerator random;
    private final Map<NodeId, Backoff> backoffs = new HashMap<>();
    private int inFlight;

    /** When a contact that was not reached may be dialed again. */
    private record Backoff(long untilNanos, long delayNanos) {}

    DeployedPolicy(SimulatedNode node, RandomGenerator random) {
        this.node = node;
        this.loop = node.transport().loop();
        this.random = random;
    }

    /** Starts to look after the edges; the first dial follows after {@link #TICK}. */
    void start() {
        every(TICK, this::fill);
        every(SELF_LOOKUP, core -> core.lookups().lookUp(node.id()));
        every(SIBLING_EXCHANGE, DeployedPolicy::askSiblings);
        every(BUCKET_REFRESH, this::refreshBucket);
    }

    /** Takes every neighbour for one that can be dialed; to be called before each input of the core. */
    static void forgetLeaves(NodeCore core) {
        for (int i = 0; i < core.edges().size(); i++) {
            core.edges().at(i).setUndialable(false);
        }
    }

    /** Acts upon a core. */
    private interface Action {
        void on(NodeCore core);
    }

    private void every(Duration period, Action action) {
        loop.schedule(
                () -> {
                    if (node.isAlive()) {
                        node.input(action::on);
                        every(period, action);
                    }
                },
                period.toNanos());
    }

    private static void askSiblings(NodeCore core) {
        for (Edge sibling : core.edges().siblings()) {
            EdgeConnection current = sibling.current();
            if (current != null) {
                core.lookups().askSiblings(current);
            }
        }
    }

    private void refreshBucket(NodeCore core) {
        NodeId target = core.knowledge().refreshTarget(now(), BUCKET_STALE.toNanos(), random);
        if (target != null) {
            core.lookups().lookUp(target);
        }
    }

    private void fill(NodeCore core) {
        int wanted = wanted(core.edges().phase());
        int window = Math.max(CANDIDATES_PER_DIAL * (wanted + inFlight + SPARE_CANDIDATES), MIN_CANDIDATES);
        int left = wanted;
        for (KnownContact contact : candidates(core, window)) {
            if (left > 0 && mayDial(contact.id()) && core.dial(contact, reached -> onEnd(contact.id(), reached))) {
                inFlight++;
                left--;
            }
        }
    }

    static int wanted(ConnectivityPhase phase) {
        return switch (phase) {
            case BOOTSTRAP, CRITICAL -> 8;
            case URGENT -> 4;
            case NEEDS_FILL -> 2;
            case NORMAL -> 0;
        };
    }

    /** Returns those of the nearest contacts to which there is no edge, of subnets with few edges if there is one. */
    private static List<KnownContact> candidates(NodeCore core, int window) {
        Map<SubnetKey, Integer> subnets = new HashMap<>();
        for (Edge edge : core.edges().edges()) {
            EdgeConnection current = edge.current();
            SubnetKey subnet =
                    current == null ? null : SubnetKey.of(current.connection().remoteEndpoint());
            if (subnet != null) {
                subnets.merge(subnet, 1, Integer::sum);
            }
        }
        List<KnownContact> all = new ArrayList<>();
        List<KnownContact> diverse = new ArrayList<>();
        List<KnownContact> nearest = core.knowledge().contacts();
        for (KnownContact contact : nearest.subList(0, Math.min(window, nearest.size()))) {
            if (contact.isDialable() && core.edges().get(contact.id()) == null) {
                all.add(contact);
                @Nullable SubnetKey subnet = SubnetKey.of(contact.endpoints().get(0));
                if (subnet == null || subnets.getOrDefault(subnet, 0) < MAX_SUBNET_EDGES) {
                    diverse.add(contact);
                }
            }
        }
        return diverse.isEmpty() ? all : diverse;
    }

    private boolean mayDial(NodeId peer) {
        Backoff backoff = backoffs.get(peer);
        return backoff == null || now() - backoff.untilNanos >= 0;
    }

    private void onEnd(NodeId peer, boolean reached) {
        inFlight--;
        Backoff before = backoffs.remove(peer);
        if (!reached) {
            long delay =
                    before == null ? FIRST_BACKOFF.toNanos() : Math.min(2 * before.delayNanos, MAX_BACKOFF.toNanos());
            backoffs.put(peer, new Backoff(now() + delay, delay));
        }
    }

    private long now() {
        return loop.time().nanos();
    }
}
