package io.nodenet.node.core.connect;

import io.nodenet.NodenetException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.ConnectStep.Stage;
import io.nodenet.fact.Connected;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.nat.PunchSignal;
import io.nodenet.node.core.edge.DialRace;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.port.Paths;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.Connection;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to come to an edge with a peer: which stages are in progress, and what has come of those that ended.
 *
 * <pre>
 * policy ── admitted ──┬─ direct: addresses known before, then those of the introduction
 *                      └─ a head start later, if any is known ── rendezvous ── introduced
 *                             ── a head start later ── punch ── a head start later ── relay
 * </pre>
 *
 * <p>Where {@link PunchOdds} promise less, the stages behind follow sooner, so that an edge that needs a relay has it soon.
 *
 * <p>It succeeds with the first connection to the peer, whoever made it, and fails when no stage is left. Each stage has a time of its own,
 * so that none uses up that of the next (W6-8).
 */
final class ConnectAttempt {
    /** How long a peer has to introduce itself. */
    static final long RENDEZVOUS_NANOS = Duration.ofSeconds(10).toNanos();

    /** What each dial may take at least; three times what the introduction took if that is more. */
    static final long DIRECT_NANOS = Duration.ofSeconds(2).toNanos();

    /**
     * The lead of the addresses that are known before a peer without an edge is asked to introduce itself: a dial that is answered needs
     * nothing of the overlay, and an address that is no longer right costs no more than this (RFC 8305, section 8: at least 100 ms).
     */
    static final long KNOWN_LEAD_NANOS = Duration.ofMillis(100).toNanos();

    /** The lead of the addresses that were dialed before a hole punch is asked for. */
    static final long HEAD_START_NANOS = Duration.ofMillis(150).toNanos();

    /**
     * The lead of a hole punch before a volunteer is asked. Where it works it mostly has by then: the peer's own dial, which is the last that
     * is tried, follows half a second after its answer. Where {@link PunchOdds} promise less a volunteer is asked sooner.
     */
    static final long PUNCH_LEAD_NANOS = Duration.ofMillis(600).toNanos();

    /** The most addresses that are dialed or punched. */
    static final int MAX_CANDIDATES = PunchBursts.MAX_TARGETS;

    private static final int DIALS_PER_ROUND_TRIP = 3;

    private final NodeId peer;
    private final Paths paths;
    private final boolean isIntroduced;
    private final ConnectFlow.Parts parts;
    private final Outcome outcome;
    private final PunchStage punch;
    private final RelayStage relay;
    private final long begunNanos;
    /** When each stage that is in progress began. */
    private final Map<Stage, Long> underWay = new EnumMap<>(Stage.class);

    private final List<ConnectStep> steps = new ArrayList<>();
    private final Rendezvous.Asker introduced = new Introduced();
    private final Set<Endpoint> candidates = new LinkedHashSet<>();
    private List<Endpoint> told = List.of();
    private @Nullable DialRace race;
    private PunchOdds odds = PunchOdds.FAIR;
    private Timers.@Nullable Deadline knownLead;
    private Timers.@Nullable Deadline headStart;
    private Timers.@Nullable Deadline punchLead;
    private boolean isRelayBegun;
    private @Nullable Standby standby;
    private boolean ended;

    /** A relayed connection that becomes the edge unless a better path is found soon. */
    private record Standby(Connection connection, String detail, Timers.Deadline use) {}

    /** Receives the outcome of an attempt, once. */
    interface Outcome {
        void onConnected(Connected connected);

        void onFailed(String reason, Duration took, List<ConnectStep> steps);
    }

    /**
     * Where attempts are found by the nonces of their requests.
     *
     * @param punches by those for a hole punch
     * @param relays by those for a relay
     */
    record Nonces(Map<Nonce, ConnectAttempt> punches, Map<Nonce, RelayStage> relays) {}

    /**
     * Creates an attempt at rest.
     *
     * @param isIntroduced whether the peer is asked to introduce itself, without which none relays
     */
    ConnectAttempt(
            NodeId peer, Paths paths, boolean isIntroduced, ConnectFlow.Parts parts, Nonces nonces, Outcome outcome) {
        this.peer = peer;
        this.paths = paths;
        this.isIntroduced = isIntroduced;
        this.parts = parts;
        this.outcome = outcome;
        this.begunNanos = parts.turn().nowNanos();
        this.punch = new PunchStage(this, parts, nonces.punches);
        this.relay = new RelayStage(this, paths.volunteers(), parts, nonces.relays);
    }

    NodeId peer() {
        return peer;
    }

    /** Returns what the peer has told of its addresses, in its introduction or before. */
    List<Endpoint> told() {
        return told;
    }

    void begin() {
        begin(Stage.POLICY);
        parts.questions().ask(peer, true, this::onPolicy);
    }

    private void onPolicy(PolicyQuestions.Answer answer) {
        if (ended) {
            return;
        }
        if (answer != PolicyQuestions.Answer.ADMITTED) {
            end(
                    Stage.POLICY,
                    ConnectStep.Outcome.FAILED,
                    answer == PolicyQuestions.Answer.REFUSED ? "the policy refuses the peer" : "no answer in time");
            failIfNothingIsLeft();
            return;
        }
        underWay.remove(Stage.POLICY);
        begin(Stage.DIRECT);
        knownLead = parts.timers().after(KNOWN_LEAD_NANOS, this::introduce);
        KnownContact known = parts.knowledge().get(peer);
        if (known != null) {
            dial(known.endpoints(), DIRECT_NANOS);
        }
        boolean hasLead =
                isIntroduced && !candidates.isEmpty() && parts.edges().table().get(peer) == null;
        if (knownLead != null && !hasLead) {
            introduce();
        }
    }

    /** Has the peer introduce itself if that is wanted; the dials of what is known go on alongside. */
    private void introduce() {
        cancelLeads();
        begin(Stage.RENDEZVOUS);
        if (paths.kinds().contains(PathKind.RELAYED)) {
            relay.prepare();
        }
        if (isIntroduced) {
            parts.rendezvous().ask(peer, RENDEZVOUS_NANOS, introduced);
        } else {
            end(Stage.RENDEZVOUS, ConnectStep.Outcome.SKIPPED, "not wanted");
            headStart = parts.timers().after(HEAD_START_NANOS, this::beginPunch);
            completeRace();
        }
    }

    private void completeRace() {
        DialRace running = race;
        if (running == null) {
            end(Stage.DIRECT, ConnectStep.Outcome.SKIPPED, "no address is known");
        } else {
            running.complete();
        }
    }

    /** Dials further addresses of the peer, each for a time. */
    private void dial(List<Endpoint> endpoints, long timeoutNanos) {
        told = endpoints;
        List<Endpoint> usable = parts.self().candidates(endpoints);
        usable.stream().limit(MAX_CANDIDATES).forEach(candidates::add);
        DialRace running = race;
        if (running == null) {
            running = new DialRace(parts.dials(), parts.timers(), peer, new Direct());
            race = running;
        }
        running.add(usable, timeoutNanos);
    }

    /** Takes that this node is seen elsewhere than it was, or behind another kind of NAT. */
    void onCoordinates() {
        if (!ended && underWay.containsKey(Stage.PUNCH)) {
            punch.onCoordinates();
        }
    }

    /** Takes a request's answer of the peer itself. */
    void onAck(PunchSignal answer) {
        if (ended) {
            return;
        }
        punch.onAck(answer);
        if (!ended && odds != PunchOdds.FAIR && punchLead != null) {
            beginRelay(); // which waits for as long as the punch is worth it
        }
    }

    /** Takes an edge to the peer that somebody else has made, mostly the peer itself. */
    void onEdge(EdgeConnection connection) {
        if (!ended) {
            succeed(connection.path(), connection.connection().remoteEndpoint());
        }
    }

    /** Ends without an edge. */
    void giveUp(String reason) {
        if (!ended) {
            List<ConnectStep> all = stepsSoFar();
            stop();
            outcome.onFailed(reason, sinceBegun(), all);
        }
    }

    /** Returns what was tried, with what is still in progress at its end. */
    List<ConnectStep> stepsSoFar() {
        List<ConnectStep> all = new ArrayList<>(steps);
        underWay.forEach((stage, since) -> all.add(step(stage, null, ConnectStep.Outcome.CANCELLED, "")));
        return all;
    }

    /** Returns what a hole punch promises, by the peer's introduction. */
    PunchOdds odds() {
        return odds;
    }

    /** Returns where the peer may be, the addresses of its answer last. */
    List<Endpoint> candidates(List<Endpoint> answered) {
        Set<Endpoint> all = new LinkedHashSet<>(candidates);
        all.addAll(parts.self().candidates(answered));
        return all.stream().limit(MAX_CANDIDATES).toList();
    }

    void begin(Stage stage) {
        underWay.put(stage, parts.turn().nowNanos());
    }

    /** Notes the end of a stage that led to no edge, or that is told in no other way. */
    void end(Stage stage, ConnectStep.Outcome how, String detail) {
        steps.add(step(stage, null, how, detail));
        underWay.remove(stage);
    }

    /**
     * Takes a connection that a stage has made.
     *
     * @param detail what is to be told of it, empty for nothing
     */
    void succeed(Connection connection, PathKind path, String detail) {
        stop();
        EdgeConnection live = parts.edges().register(connection, path);
        if (live == null) {
            outcome.onFailed("The connection to " + peer + " did not become an edge", sinceBegun(), steps);
        } else {
            report(path, connection.remoteEndpoint(), detail);
        }
    }

    /**
     * Takes a relayed connection, which waits for as long as a hole punch is worth it: the path that comes first is kept for a while.
     *
     * @param tookNanos what its handshake took
     */
    void onRelayed(Connection connection, long tookNanos, String detail) {
        long wait = underWay.containsKey(Stage.PUNCH) ? punch.worthNanos(tookNanos) : 0;
        if (wait <= 0) {
            succeed(connection, PathKind.RELAYED, detail);
        } else {
            standby = new Standby(connection, detail, parts.timers().after(wait, this::useStandby));
        }
    }

    private void useStandby() {
        Standby waiting = standby;
        if (waiting != null) {
            standby = null;
            waiting.use.cancel();
            succeed(waiting.connection, PathKind.RELAYED, waiting.detail);
        }
    }

    private void succeed(PathKind path, Endpoint remote) {
        stop();
        report(path, remote, "");
    }

    private void report(PathKind path, Endpoint remote, String detail) {
        Stage stage =
                switch (path) {
                    case DIRECT -> Stage.DIRECT;
                    case PUNCHED -> Stage.PUNCH;
                    case RELAYED -> Stage.RELAY;
                };
        steps.add(step(stage, remote, ConnectStep.Outcome.SUCCEEDED, detail));
        outcome.onConnected(new Connected(peer, path, remote, sinceBegun(), steps));
    }

    void failIfNothingIsLeft() {
        if (!ended && underWay.isEmpty() && headStart == null && punchLead == null && standby == null) {
            stop();
            outcome.onFailed(peer + " was not reached", sinceBegun(), steps);
        }
    }

    private void stop() {
        ended = true;
        parts.rendezvous().cancel(peer, introduced);
        DialRace running = race;
        if (running != null) {
            running.cancel();
        }
        cancelLeads();
        punch.stop();
        relay.stop();
        Standby unused = standby;
        if (unused != null) {
            standby = null;
            unused.use.cancel();
            unused.connection.attach(Edges.CLOSED);
            unused.connection.close(CloseReason.CANCELLED);
        }
    }

    private void cancelLeads() {
        for (Timers.Deadline lead : new Timers.Deadline[] {knownLead, headStart, punchLead}) {
            if (lead != null) {
                lead.cancel();
            }
        }
        knownLead = null;
        headStart = null;
        punchLead = null;
    }

    /** Goes on with what does not rely on addresses that can be dialed; their dials go on alongside. */
    private void beginPunch() {
        cancelLeads();
        if (paths.kinds().contains(PathKind.PUNCHED)) {
            punchLead = isRelayBegun ? null : parts.timers().after(PUNCH_LEAD_NANOS, this::beginRelay);
            begin(Stage.PUNCH);
            punch.begin();
        } else {
            end(Stage.PUNCH, ConnectStep.Outcome.SKIPPED, "not wanted");
            goOnWithoutPunch();
        }
    }

    private void goOnWithoutPunch() {
        if (isRelayBegun) {
            failIfNothingIsLeft();
        } else {
            beginRelay();
        }
    }

    /** Goes on after the introduction, with what is the likeliest to work first. */
    private void beginNext(List<Endpoint> endpoints) {
        odds = PunchOdds.of(parts.self().reflexive().nat(), parts.self().candidates(endpoints));
        if (odds == PunchOdds.NONE && paths.kinds().contains(PathKind.RELAYED)) {
            headStart = parts.timers().after(PUNCH_LEAD_NANOS, this::beginPunch);
            beginRelay();
        } else {
            headStart = parts.timers().after(odds == PunchOdds.FAIR ? HEAD_START_NANOS : 0, this::beginPunch);
        }
    }

    /** Takes the end of the hole punch, which has led to nothing. */
    void onPunchFailed(String detail) {
        end(Stage.PUNCH, ConnectStep.Outcome.FAILED, detail);
        if (standby != null) {
            useStandby();
        } else {
            goOnWithoutPunch();
        }
    }

    private void beginRelay() {
        Timers.Deadline lead = punchLead;
        if (lead != null) {
            lead.cancel();
            punchLead = null;
        }
        isRelayBegun = true;
        if (paths.kinds().contains(PathKind.RELAYED)) {
            relay.begin();
        } else {
            end(Stage.RELAY, ConnectStep.Outcome.SKIPPED, "not wanted");
            failIfNothingIsLeft();
        }
    }

    /** Takes the end of the last volunteer, who has led to nothing either. */
    void onRelayFailed() {
        if (headStart != null) {
            beginPunch();
        } else {
            failIfNothingIsLeft();
        }
    }

    private ConnectStep step(Stage stage, @Nullable Endpoint endpoint, ConnectStep.Outcome how, String detail) {
        long now = parts.turn().nowNanos();
        Long since = underWay.get(stage);
        long began = since == null ? now : since;
        return new ConnectStep(
                stage, endpoint, how, detail, Duration.ofNanos(began - begunNanos), Duration.ofNanos(now - began));
    }

    private Duration sinceBegun() {
        return Duration.ofNanos(parts.turn().nowNanos() - begunNanos);
    }

    /** Takes what comes of the question who the peer is. */
    private final class Introduced implements Rendezvous.Asker {
        @Override
        public void onIntroduced(PeerIntroduction introduction) {
            if (ended) {
                return;
            }
            Long since = underWay.get(Stage.RENDEZVOUS);
            long took = since == null ? 0 : parts.turn().nowNanos() - since;
            List<Endpoint> endpoints = introduction.endpoints();
            end(Stage.RENDEZVOUS, ConnectStep.Outcome.SUCCEEDED, endpoints.size() + " addresses");
            dial(endpoints, Math.max(DIRECT_NANOS, DIALS_PER_ROUND_TRIP * took));
            if (!ended) {
                beginNext(endpoints);
                completeRace();
            }
        }

        @Override
        public void onFailed(NodenetException cause) {
            if (ended) {
                return;
            }
            end(Stage.RENDEZVOUS, ConnectStep.Outcome.FAILED, String.valueOf(cause.getMessage()));
            end(Stage.PUNCH, ConnectStep.Outcome.SKIPPED, "the peer has not introduced itself");
            end(Stage.RELAY, ConnectStep.Outcome.SKIPPED, "the peer has not introduced itself");
            completeRace();
            failIfNothingIsLeft();
        }
    }

    /** Takes what comes of the dials. */
    private final class Direct implements DialRace.Outcome {
        @Override
        public void onWon(Connection connection) {
            succeed(connection, PathKind.DIRECT, "");
        }

        @Override
        public void onFailed(Endpoint endpoint, String detail) {
            steps.add(step(Stage.DIRECT, endpoint, ConnectStep.Outcome.FAILED, detail));
            if (knownLead != null) {
                introduce();
            }
        }

        @Override
        public void onLost(@Nullable String lastFailure) {
            underWay.remove(Stage.DIRECT);
            if (lastFailure == null) {
                steps.add(step(Stage.DIRECT, null, ConnectStep.Outcome.SKIPPED, "the peer tells no usable address"));
            }
            if (headStart != null && !isRelayBegun) {
                beginPunch();
            }
            failIfNothingIsLeft();
        }
    }
}
