package io.nodenet.node.core.upkeep;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.AnchorState;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.kad.NodeId;
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
import io.nodenet.transport.DialFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an edge to each configured anchor: dials at once, again whenever the edge is gone, and never forgets one (W-01, W-03, W-12).
 *
 * <p>All addresses of a name are tried one after the other before the backoff begins; the name is resolved anew for each round.
 */
public final class AnchorList implements EdgeObserver {
    /** The maximum number of anchors; more are refused. */
    public static final int MAX_ANCHORS = 256;

    /** The most addresses of one name that are tried. */
    static final int MAX_ADDRESSES = 8;

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
        final AnchorEntry entry;
        final Backoff backoff = new Backoff();
        AnchorState state = AnchorState.IDLE;
        List<Endpoint> endpoints = List.of();
        int nextEndpoint;
        long operation;
        int failures;

        @Nullable
        String lastFailure;

        Anchor(AnchorEntry entry) {
            this.entry = entry;
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

    /** Adds an anchor, or replaces the address of one. */
    public AnchorResult add(AnchorEntry entry) {
        if (entry.id().equals(config.self())) {
            return AnchorResult.SELF;
        }
        if (!ProofOfWork.satisfies(entry.id(), config.difficulty())) {
            return AnchorResult.PROOF_OF_WORK;
        }
        Anchor known = anchors.get(entry.id());
        if (known == null && anchors.size() == MAX_ANCHORS) {
            return AnchorResult.FULL;
        }
        if (known != null && known.entry.equals(entry)) {
            return AnchorResult.ADDED;
        }
        if (known != null) {
            abandon(known);
        }
        Anchor anchor = new Anchor(entry);
        anchors.put(entry.id(), anchor);
        if (running) {
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

    /** Answers what is being done about each anchor, in the order of configuration. */
    public List<AnchorSnapshot> snapshots() {
        List<AnchorSnapshot> snapshots = new ArrayList<>(anchors.size());
        for (Anchor anchor : anchors.values()) {
            snapshots.add(new AnchorSnapshot(anchor.entry, anchor.state, anchor.failures, anchor.lastFailure));
        }
        return snapshots;
    }

    /** Takes the outcome of a dial to one address of an anchor. */
    private final class AnchorDial implements Dials.Asker {
        private final Anchor anchor;

        AnchorDial(Anchor anchor) {
            this.anchor = anchor;
        }

        @Override
        public void onDialed(Connection connection) {
            if (edges.register(connection) == null) {
                failed(anchor, "the edge was refused");
            }
        }

        @Override
        public void onDialFailed(DialFailure failure) {
            anchor.lastFailure = failure.detail();
            dialNext(anchor);
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
            if (running && edge.isUnheardAfterLeave() && reason == CloseReason.PEER_CLOSED) {
                begin(anchor);
            } else if (running) {
                waitAndRetry(anchor);
            }
        }
    }

    private void begin(Anchor anchor) {
        if (edges.table().get(anchor.entry.id()) != null) {
            anchor.state = AnchorState.CONNECTED;
            return;
        }
        anchor.state = AnchorState.GATED;
        questions.ask(anchor.entry.id(), true, answer -> {
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
        if (anchor.entry.address().literal() != null) {
            anchor.endpoints = List.of(anchor.entry.address().toEndpoint());
            anchor.nextEndpoint = 0;
            dialNext(anchor);
        } else {
            anchor.state = AnchorState.RESOLVING;
            anchor.operation = dials.resolve(anchor.entry.address(), endpoints -> resolved(anchor, endpoints));
        }
    }

    private void resolved(Anchor anchor, List<Endpoint> endpoints) {
        anchor.endpoints = List.copyOf(endpoints.subList(0, Math.min(endpoints.size(), MAX_ADDRESSES)));
        anchor.nextEndpoint = 0;
        if (endpoints.isEmpty()) {
            anchor.lastFailure = anchor.entry.address().host() + " cannot be resolved";
        }
        dialNext(anchor);
    }

    private void dialNext(Anchor anchor) {
        if (!running) {
            return;
        }
        if (anchor.nextEndpoint == anchor.endpoints.size()) {
            String failure = anchor.lastFailure;
            failed(anchor, failure == null ? "no address" : failure);
            return;
        }
        anchor.state = AnchorState.DIALING;
        Endpoint endpoint = anchor.endpoints.get(anchor.nextEndpoint++);
        anchor.operation = dials.dial(anchor.entry.id(), endpoint, DIAL_TIMEOUT_NANOS, new AnchorDial(anchor));
    }

    private void failed(Anchor anchor, String why) {
        anchor.failures++;
        anchor.lastFailure = why;
        waitAndRetry(anchor);
    }

    private void waitAndRetry(Anchor anchor) {
        anchor.state = AnchorState.WAITING;
        timers.after(anchor.backoff.next(random), () -> {
            if (running && anchor.state == AnchorState.WAITING && anchors.get(anchor.entry.id()) == anchor) {
                begin(anchor);
            }
        });
    }

    /** Stops whatever is in progress for an anchor. */
    private void abandon(Anchor anchor) {
        dials.cancel(anchor.operation);
        anchor.state = AnchorState.IDLE;
    }
}
