package io.nodenet.node.core.connect;

import io.nodenet.BackpressureException;
import io.nodenet.NodeStateException;
import io.nodenet.NodenetException;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.Connected;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.nat.PunchSignal;
import io.nodenet.nat.RelayGrant;
import io.nodenet.node.core.edge.Dials;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.EdgeSource;
import io.nodenet.node.core.port.Paths;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Comes to an edge with a peer that is known by its NodeID: finds it, dials it, punches holes into NATs where that alone does not do, and
 * has a volunteer relay where nothing else does
 * (docs/protocol/06, section 3 and 08, section 11).
 *
 * <p>[L] Whoever asks for a peer that is being connected to already, over the same kinds of path, shares what comes of it.
 */
public final class ConnectFlow implements EdgeObserver, EdgeSource {
    /** The most peers that are being connected to. */
    public static final int MAX_PEERS = 64;

    /** How long this node tries of its own accord. */
    static final long OWN_NANOS = Duration.ofSeconds(20).toNanos();

    /** The most that wait for one peer. */
    static final int MAX_ASKERS = 64;

    private static final Paths BETTER = Paths.of(Set.of(PathKind.DIRECT, PathKind.PUNCHED));

    private final Parts parts;
    private final Cursor cursor = new Cursor();
    private final Map<Wish, Shared> shared = new LinkedHashMap<>();
    private final Map<Asker, Shared> byAsker = new HashMap<>();
    private final ConnectAttempt.Nonces nonces = new ConnectAttempt.Nonces(new HashMap<>(), new HashMap<>());
    private boolean stopped;

    /**
     * What an attempt works with.
     *
     * @param knowledge holds the addresses of peers that are known already
     * @param sender signs and sends requests for a hole punch
     * @param inquiry asks a neighbour for what it tells of itself, unless every neighbour is asked anyway
     */
    public record Parts(
            Turn turn,
            Timers timers,
            Edges edges,
            Dials dials,
            PolicyQuestions questions,
            SelfCoordinates self,
            Disclosure disclosure,
            KnowledgeTable knowledge,
            Rendezvous rendezvous,
            PunchBursts bursts,
            Rendezvous.Sender sender,
            RelayFrames relays,
            RelayAddresses relayAddresses,
            Consumer<EdgeConnection> inquiry,
            Counts counts,
            ApplicationOutput application) {}

    /** What somebody waits for; whether the peer is asked to introduce itself. */
    private record Wish(NodeId peer, Paths paths, boolean isIntroduced) {
        Wish(NodeId peer, Paths paths) {
            this(peer, paths, true);
        }
    }

    public ConnectFlow(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void connect(NodeId peer, Paths paths, long timeoutNanos, Asker asker) {
        Edge edge = parts.edges.table().get(peer);
        EdgeConnection up = edge == null ? null : edge.current();
        if (up != null && paths.kinds().contains(up.path())) {
            ConnectStep step = new ConnectStep(
                    ConnectStep.Stage.EXISTING_EDGE,
                    null,
                    ConnectStep.Outcome.SUCCEEDED,
                    "",
                    Duration.ZERO,
                    Duration.ZERO);
            asker.onConnected(
                    new Connected(peer, up.path(), up.connection().remoteEndpoint(), Duration.ZERO, List.of(step)));
            return;
        }
        attempt(new Wish(peer, paths), true, timeoutNanos, asker);
    }

    @Override
    public void traverse(NodeId peer, long timeoutNanos, Asker asker) {
        attempt(new Wish(peer, BETTER, false), false, timeoutNanos, asker);
    }

    /**
     * Tries to come to a better path than a relayed one. It is told as no attempt of its own.
     *
     * @param asker told once, maybe before the method returns
     */
    void improve(NodeId peer, long timeoutNanos, Asker asker) {
        attempt(new Wish(peer, BETTER), false, timeoutNanos, asker);
    }

    /**
     * Tries to come to another path than one that has fallen silent, of whatever kind. It is told as no attempt of its own.
     *
     * @param asker told once, maybe before the method returns
     */
    void renew(NodeId peer, long timeoutNanos, Asker asker) {
        attempt(new Wish(peer, Paths.ANY), false, timeoutNanos, asker);
    }

    private void attempt(Wish wish, boolean isTold, long timeoutNanos, Asker asker) {
        NodeId peer = wish.peer;
        Shared running = shared.get(wish);
        if (stopped) {
            asker.onFailed(new NodeStateException("This node leaves the network"));
        } else if (running == null && shared.size() == MAX_PEERS) {
            asker.onFailed(new BackpressureException(
                    "Too many peers (" + MAX_PEERS + ") are being connected to; try again later"));
        } else if (running != null && running.waiting.size() == MAX_ASKERS) {
            asker.onFailed(
                    new BackpressureException("Too many (" + MAX_ASKERS + ") wait for " + peer + "; try again later"));
        } else if (running != null) {
            running.isTold |= isTold;
            running.add(asker, timeoutNanos);
        } else {
            Shared begun = new Shared(wish, isTold);
            shared.put(wish, begun);
            begun.add(asker, timeoutNanos);
            begun.attempt.begin();
        }
    }

    @Override
    public void connect(NodeId peer, Consumer<Boolean> ended) {
        connect(peer, Paths.ANY, OWN_NANOS, new Asker() {
            @Override
            public void onConnected(Connected connected) {
                ended.accept(true);
            }

            @Override
            public void onFailed(NodenetException cause) {
                ended.accept(false);
            }
        });
    }

    @Override
    public void cancel(Asker asker) {
        Shared waitedFor = byAsker.get(asker);
        if (waitedFor != null) {
            waitedFor.remove(asker);
        }
    }

    @Override
    public List<ConnectStep> stepsOf(Asker asker) {
        Shared waitedFor = byAsker.get(asker);
        return waitedFor == null ? List.of() : waitedFor.attempt.stepsSoFar();
    }

    /** Tells peers that were asked for a hole punch where this node is seen now. */
    public void onCoordinates() {
        List.copyOf(shared.values()).forEach(one -> one.attempt.onCoordinates());
    }

    /** Takes the answer to a request for a hole punch, whose envelope was verified. */
    public void onAck(VerificationJob message) {
        List<PunchSignal> read = new ArrayList<>(1);
        if (PunchSignal.read(cursor.reset(message.payload()), read) != Outcome.OK) {
            parts.counts.drop(DropReason.MALFORMED_PAYLOAD);
            return;
        }
        PunchSignal answer = read.get(0);
        ConnectAttempt attempt = nonces.punches().get(answer.nonce());
        if (attempt == null || !attempt.peer().equals(message.originator())) { // forwarders know the nonce (W-08)
            parts.counts.drop(DropReason.UNSOLICITED_ACK);
        } else {
            attempt.onAck(answer);
        }
    }

    /** Takes the grant of a neighbour. */
    public void onGrant(EdgeConnection from, FrameHeader header, byte[] array) {
        List<RelayGrant> read = new ArrayList<>(1);
        if (RelayGrant.read(cursor.reset(array, header.payloadOffset(), header.payloadLength()), read) != Outcome.OK) {
            parts.counts.drop(DropReason.MALFORMED_PAYLOAD);
            return;
        }
        RelayGrant grant = read.get(0);
        RelayStage stage = nonces.relays().get(grant.nonce());
        if (stage == null) {
            parts.counts.drop(DropReason.UNSOLICITED_GRANT);
        } else {
            stage.onGrant(from, grant);
        }
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        for (Shared one : List.copyOf(shared.values())) {
            if (one.wish.peer.equals(connection.peer())
                    && one.wish.paths.kinds().contains(connection.path())) {
                one.attempt.onEdge(connection);
            }
        }
    }

    /** Ends everything that is in progress, and begins nothing any more. */
    public void stop() {
        stopped = true;
        List.copyOf(shared.values()).forEach(one -> one.attempt.giveUp("This node leaves the network"));
    }

    /** One attempt and who waits for it. */
    private final class Shared implements ConnectAttempt.Outcome {
        private final Wish wish;
        private final ConnectAttempt attempt;
        private boolean isTold;
        /** In the order in which they asked, in which they are told. */
        private final Map<Asker, Timers.Deadline> waiting = new LinkedHashMap<>();

        Shared(Wish wish, boolean isTold) {
            this.wish = wish;
            this.isTold = isTold;
            this.attempt = new ConnectAttempt(wish.peer, wish.paths, wish.isIntroduced, parts, nonces, this);
        }

        void add(Asker asker, long timeoutNanos) {
            byAsker.put(asker, this);
            waiting.put(asker, parts.timers.after(timeoutNanos, () -> {
                String reason = wish.peer + " was not reached within "
                        + Duration.ofNanos(timeoutNanos).toMillis() + " ms";
                if (waiting.size() == 1) {
                    attempt.giveUp(reason);
                } else {
                    List<ConnectStep> steps = attempt.stepsSoFar();
                    remove(asker);
                    asker.onFailed(new ConnectFailedException(wish.peer, reason, steps));
                }
            }));
        }

        void remove(Asker asker) {
            byAsker.remove(asker);
            Timers.Deadline deadline = waiting.remove(asker);
            if (deadline != null) {
                deadline.cancel();
            }
            if (waiting.isEmpty()) {
                attempt.giveUp("Nobody waits for " + wish.peer + " any more");
            }
        }

        @Override
        public void onConnected(Connected connected) {
            List<Asker> askers = end();
            if (isTold) {
                parts.application.event(new NodeEvent.ConnectEnded(
                        wish.peer, connected.path(), connected.remote(), connected.took(), connected.steps()));
            }
            askers.forEach(asker -> asker.onConnected(connected));
        }

        @Override
        public void onFailed(String reason, Duration took, List<ConnectStep> steps) {
            List<Asker> askers = end();
            if (isTold) {
                parts.application.event(new NodeEvent.ConnectEnded(wish.peer, null, null, took, steps));
            }
            ConnectFailedException cause = new ConnectFailedException(wish.peer, reason, steps);
            askers.forEach(asker -> asker.onFailed(cause));
        }

        private List<Asker> end() {
            shared.remove(wish);
            List<Asker> askers = List.copyOf(waiting.keySet());
            waiting.values().forEach(Timers.Deadline::cancel);
            waiting.clear();
            askers.forEach(byAsker::remove);
            return askers;
        }
    }
}
