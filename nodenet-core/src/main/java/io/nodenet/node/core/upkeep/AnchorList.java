package io.nodenet.node.core.upkeep;

import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.AnchorState;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.DialRace;
import io.nodenet.node.core.edge.Dials;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Backoff;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an edge to each configured anchor: dials at once, again whenever the edge is gone, and never forgets one (W-01, W-03, W-12).
 *
 * <p>All its addresses are raced against each other ({@link DialRace}) before the backoff begins; names are resolved anew for each round.
 */
public final class AnchorList implements EdgeObserver {
    /** The maximum number of anchors; more are refused. */
    public static final int MAX_ANCHORS = 256;

    /** The most addresses or names of one anchor; the oldest goes for a new one. */
    static final int MAX_NAMES = 4;

    /** How many anchors are kept by a node that has edges enough. */
    static final int MIN_CONNECTED = 2;

    /** With so many edges left, an anchor that let this node go is not dialed again at once. */
    static final int WELL_CONNECTED = 8;

    public static final long DIAL_TIMEOUT_NANOS = Duration.ofSeconds(10).toNanos();

    private final CoreConfig config;
    private final Timers timers;
    private final Edges edges;
    private final PolicyQuestions questions;
    private final Dials dials;
    private final RandomGenerator random;
    private final Counts counts;
    private final Map<NodeId, Anchor> anchors = new LinkedHashMap<>();
    private boolean running;

    private static final class Anchor {
        final NodeId id;
        final Backoff backoff = new Backoff();

        /** The newest first. */
        final Deque<AnchorEntry> entries = new ArrayDeque<>();

        final Set<Long> lookups = new HashSet<>();
        AnchorState state = AnchorState.IDLE;
        int failures;

        @Nullable
        DialRace race;

        Timers.@Nullable Deadline retry;

        @Nullable
        String lastFailure;

        Anchor(NodeId id) {
            this.id = id;
        }
    }

    public AnchorList(
            CoreConfig config,
            Timers timers,
            Edges edges,
            PolicyQuestions questions,
            Dials dials,
            RandomGenerator random,
            Counts counts) {
        this.config = config;
        this.timers = timers;
        this.edges = edges;
        this.questions = questions;
        this.dials = dials;
        this.random = random;
        this.counts = counts;
    }

    /** Adds an anchor, or one more address of one, which is tried first from now on. */
    public AnchorResult add(AnchorEntry entry) {
        if (entry.id().equals(config.self())) {
            return AnchorResult.SELF;
        }
        if (!ProofOfWork.satisfies(entry.id(), config.difficulty())) {
            return AnchorResult.PROOF_OF_WORK;
        }
        Anchor anchor = anchors.get(entry.id());
        if (anchor == null && anchors.size() == MAX_ANCHORS) {
            return AnchorResult.FULL;
        }
        if (anchor != null && anchor.entries.contains(entry)) {
            return AnchorResult.ADDED;
        }
        if (anchor == null) {
            anchor = new Anchor(entry.id());
            anchors.put(entry.id(), anchor);
        }
        anchor.entries.addFirst(entry);
        if (anchor.entries.size() > MAX_NAMES) {
            anchor.entries.removeLast();
        }
        if (running && anchor.state != AnchorState.CONNECTED) {
            abandon(anchor);
            anchor.backoff.reset();
            begin(anchor);
        }
        return AnchorResult.ADDED;
    }

    public void start() {
        running = true;
        anchors.values().forEach(this::begin);
    }

    public void stop() {
        running = false;
        anchors.values().forEach(this::abandon);
    }

    /** Dials those at once that wait for their next attempt. */
    @Override
    public void onNetworkChange() {
        for (Anchor anchor : List.copyOf(anchors.values())) {
            if (running && anchor.state == AnchorState.WAITING) {
                abandon(anchor);
                anchor.backoff.reset();
                begin(anchor);
            }
        }
    }

    /** Dials the anchors again that were released, because edges are missing. */
    void recall() {
        for (Anchor anchor : List.copyOf(anchors.values())) {
            if (anchor.state == AnchorState.RELEASED) {
                begin(anchor);
            }
        }
    }

    /** Dials one of the anchors again that were released, and returns it; null if there is none. */
    @Nullable
    NodeId recallOne(RandomGenerator by) {
        List<Anchor> released = anchors.values().stream()
                .filter(anchor -> anchor.state == AnchorState.RELEASED)
                .toList();
        if (released.isEmpty() || !running) {
            return null;
        }
        Anchor chosen = released.get(by.nextInt(released.size()));
        begin(chosen);
        return chosen.id;
    }

    /** Returns the connected anchors, in the order of configuration. */
    private List<NodeId> connected() {
        return anchors.values().stream()
                .filter(anchor -> anchor.state == AnchorState.CONNECTED)
                .map(anchor -> anchor.id)
                .toList();
    }

    /** Returns whether a NodeID is one of the {@value #MIN_CONNECTED} anchors that a node keeps however many other edges it has. */
    public boolean keeps(NodeId id) {
        List<NodeId> connected = connected();
        int rank = connected.indexOf(id);
        return rank >= 0 && rank < MIN_CONNECTED;
    }

    /** Returns the connected anchors that a node with edges enough can do without. */
    List<NodeId> dispensable() {
        List<NodeId> connected = connected();
        return connected.size() <= MIN_CONNECTED ? List.of() : connected.subList(MIN_CONNECTED, connected.size());
    }

    /** Returns whether anchors are dialed: from the start until the node leaves. */
    boolean isRunning() {
        return running;
    }

    /** Returns whether there are no anchors. */
    boolean isEmpty() {
        return anchors.isEmpty();
    }

    /** Returns whether a NodeID is one of the anchors. */
    public boolean contains(NodeId id) {
        return anchors.containsKey(id);
    }

    /** Returns what is being done about each anchor, in the order of configuration. */
    public List<AnchorSnapshot> snapshots() {
        List<AnchorSnapshot> snapshots = new ArrayList<>(anchors.size());
        for (Anchor anchor : anchors.values()) {
            snapshots.add(
                    new AnchorSnapshot(anchor.entries.getFirst(), anchor.state, anchor.failures, anchor.lastFailure));
        }
        return snapshots;
    }

    /** Takes the outcome of one round of dials. */
    private final class Round implements DialRace.Outcome {
        private final Anchor anchor;

        Round(Anchor anchor) {
            this.anchor = anchor;
        }

        @Override
        public void onWon(Connection connection) {
            if (edges.register(connection) == null) {
                failed(anchor, "the edge was refused");
            }
        }

        @Override
        public void onLost(@Nullable String lastFailure) {
            String before = anchor.lastFailure;
            failed(anchor, lastFailure != null ? lastFailure : before != null ? before : "no address");
        }
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        Anchor anchor = anchors.get(connection.peer());
        if (anchor != null && anchor.state != AnchorState.CONNECTED) {
            abandon(anchor);
            anchor.state = AnchorState.CONNECTED;
            anchor.failures = 0;
            anchor.backoff.reset();
        }
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        Anchor anchor = anchors.get(edge.id());
        if (anchor != null && anchor.state == AnchorState.CONNECTED) {
            anchor.state = AnchorState.IDLE;
            boolean letGo = reason == CloseReason.RELEASED || reason == CloseReason.PEER_LEFT;
            if (running && letGo && edges.table().size() >= WELL_CONNECTED) {
                anchor.state = AnchorState.RELEASED;
            } else if (running && edge.isUnheardAfterLeave() && reason == CloseReason.PEER_CLOSED) {
                begin(anchor);
            } else if (running) {
                waitAndRetry(anchor);
            }
        }
    }

    private void begin(Anchor anchor) {
        if (edges.table().get(anchor.id) != null) {
            anchor.state = AnchorState.CONNECTED;
            return;
        }
        anchor.state = AnchorState.GATED;
        questions.ask(anchor.id, true, answer -> {
            if (anchor.state == AnchorState.GATED && running) {
                if (answer == PolicyQuestions.Answer.ADMITTED) {
                    resolve(anchor);
                } else {
                    counts.drop(
                            answer == PolicyQuestions.Answer.REFUSED
                                    ? DropReason.EDGE_REFUSED
                                    : DropReason.ADMISSION_TIMEOUT);
                    failed(anchor, "refused by the edge admission policy");
                }
            }
        });
    }

    private void resolve(Anchor anchor) {
        DialRace race = new DialRace(dials, timers, anchor.id, new Round(anchor));
        anchor.race = race;
        anchor.state = AnchorState.RESOLVING;
        List<Endpoint> literals = new ArrayList<>();
        for (AnchorEntry entry : anchor.entries) {
            if (entry.address().literal() != null) {
                literals.add(entry.address().toEndpoint());
            } else {
                lookUp(anchor, race, entry.address());
            }
        }
        offer(anchor, race, literals);
    }

    private void lookUp(Anchor anchor, DialRace race, HostPort name) {
        long[] operation = new long[1];
        operation[0] = dials.resolve(name, endpoints -> {
            anchor.lookups.remove(operation[0]);
            if (endpoints.isEmpty()) {
                anchor.lastFailure = name.host() + " cannot be resolved";
            }
            offer(anchor, race, endpoints);
        });
        anchor.lookups.add(operation[0]);
    }

    private void offer(Anchor anchor, DialRace race, List<Endpoint> endpoints) {
        if (!endpoints.isEmpty()) {
            anchor.state = AnchorState.DIALING;
            race.add(endpoints, DIAL_TIMEOUT_NANOS);
        }
        if (anchor.lookups.isEmpty()) {
            race.complete();
        }
    }

    private void failed(Anchor anchor, String why) {
        anchor.failures++;
        anchor.lastFailure = why;
        waitAndRetry(anchor);
    }

    private void waitAndRetry(Anchor anchor) {
        anchor.state = AnchorState.WAITING;
        anchor.retry = timers.after(anchor.backoff.next(random), () -> {
            if (running && anchor.state == AnchorState.WAITING) {
                begin(anchor);
            }
        });
    }

    /** Stops whatever is in progress for an anchor. */
    private void abandon(Anchor anchor) {
        anchor.lookups.forEach(dials::cancel);
        anchor.lookups.clear();
        DialRace race = anchor.race;
        if (race != null) {
            race.cancel();
            anchor.race = null;
        }
        Timers.Deadline retry = anchor.retry;
        if (retry != null) {
            retry.cancel();
            anchor.retry = null;
        }
        anchor.state = AnchorState.IDLE;
    }
}
