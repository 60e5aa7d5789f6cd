package io.nodenet.node.core.upkeep;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.turn.Backoff;
import io.nodenet.node.core.turn.Operations;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.node.core.upkeep.AnchorView.State;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
public final class AnchorList {
    /** The most anchors; more are refused. */
    public static final int MAX_ANCHORS = 256;

    /** The most addresses of one name that are tried. */
    static final int MAX_ADDRESSES = 8;

    public static final long DIAL_TIMEOUT_NANOS = Duration.ofSeconds(10).toNanos();

    private final CoreConfig config;
    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final PolicyQuestions gates;
    private final Operations operations;
    private final DialOutput dialer;
    private final RandomGenerator random;
    private final Counts counts;
    private final Map<NodeId, Anchor> anchors = new LinkedHashMap<>();
    private final Map<Long, Anchor> underWay = new HashMap<>();
    private boolean running;

    private static final class Anchor {
        final AnchorEntry entry;
        final Backoff backoff = new Backoff();
        State state = State.IDLE;
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
            Turn turn,
            Timers timers,
            Edges edges,
            PolicyQuestions gates,
            Operations operations,
            DialOutput dialer,
            RandomGenerator random,
            Counts counts) {
        this.config = config;
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.gates = gates;
        this.operations = operations;
        this.dialer = dialer;
        this.random = random;
        this.counts = counts;
        edges.onConnection(this::onConnection);
        edges.onDown(this::onDown);
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

    /** Answers what is being done about each anchor, in the order of configuration. */
    public List<AnchorView> views() {
        List<AnchorView> views = new ArrayList<>(anchors.size());
        for (Anchor anchor : anchors.values()) {
            views.add(new AnchorView(anchor.entry, anchor.state, anchor.failures, anchor.lastFailure));
        }
        return views;
    }

    /** Takes the addresses of a name, none if it could not be resolved. */
    public void onResolved(long operation, List<Endpoint> endpoints) {
        Anchor anchor = underWay.remove(operation);
        if (anchor == null) {
            return;
        }
        anchor.endpoints = List.copyOf(endpoints.subList(0, Math.min(endpoints.size(), MAX_ADDRESSES)));
        anchor.nextEndpoint = 0;
        anchor.lastFailure =
                endpoints.isEmpty() ? anchor.entry.address().host() + " cannot be resolved" : anchor.lastFailure;
        dialNext(anchor);
    }

    /** Takes a dialed connection; answers false if it belongs to no anchor. */
    public boolean onDialed(long operation, Connection connection) {
        Anchor anchor = underWay.remove(operation);
        if (anchor == null) {
            return false;
        }
        if (edges.register(connection) == null) {
            failed(anchor, "the edge was refused");
        }
        return true;
    }

    /** Takes the failure of a dial. */
    public void onDialFailed(long operation, DialFailure failure) {
        Anchor anchor = underWay.remove(operation);
        if (anchor != null) {
            anchor.lastFailure = failure.detail();
            dialNext(anchor);
        }
    }

    private void onConnection(EdgeConnection connection) {
        Anchor anchor = anchors.get(connection.peer());
        if (anchor != null && anchor.state != State.CONNECTED) {
            abandon(anchor);
            anchor.state = State.CONNECTED;
            anchor.failures = 0;
            anchor.backoff.reset();
        }
    }

    private void onDown(Edge edge) {
        Anchor anchor = anchors.get(edge.id());
        if (anchor != null && anchor.state == State.CONNECTED) {
            anchor.state = State.IDLE;
            if (running) {
                waitAndRetry(anchor);
            }
        }
    }

    private void begin(Anchor anchor) {
        if (edges.table().get(anchor.entry.id()) != null) {
            anchor.state = State.CONNECTED;
            return;
        }
        anchor.state = State.GATED;
        gates.ask(anchor.entry.id(), true, answer -> {
            if (anchor.state == State.GATED && running) {
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
            anchor.state = State.RESOLVING;
            anchor.operation = operations.next();
            underWay.put(anchor.operation, anchor);
            dialer.resolve(anchor.operation, anchor.entry.address());
        }
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
        anchor.state = State.DIALING;
        anchor.operation = operations.next();
        underWay.put(anchor.operation, anchor);
        counts.count(NodeCounter.DIALS);
        Endpoint endpoint = anchor.endpoints.get(anchor.nextEndpoint++);
        dialer.dial(anchor.operation, anchor.entry.id(), endpoint, DIAL_TIMEOUT_NANOS);
    }

    private void failed(Anchor anchor, String why) {
        anchor.failures++;
        anchor.lastFailure = why;
        waitAndRetry(anchor);
    }

    private void waitAndRetry(Anchor anchor) {
        anchor.state = State.WAITING;
        timers.set(turn.nowNanos() + anchor.backoff.next(random), () -> {
            if (running && anchor.state == State.WAITING && anchors.get(anchor.entry.id()) == anchor) {
                begin(anchor);
            }
        });
    }

    /** Stops whatever is under way for an anchor; a connection that comes all the same is closed by whoever sees it. */
    private void abandon(Anchor anchor) {
        if (underWay.remove(anchor.operation) != null && anchor.state == State.DIALING) {
            dialer.cancelDial(anchor.operation);
        }
        anchor.state = State.IDLE;
    }

    /** Closes a connection that nobody waits for any more. */
    public static void closeLate(Connection connection) {
        connection.attach(Edges.CLOSED);
        connection.close(CloseReason.CANCELLED);
    }
}
