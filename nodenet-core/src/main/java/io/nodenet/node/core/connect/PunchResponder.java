package io.nodenet.node.core.connect;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.nat.PunchSignal;
import io.nodenet.node.core.edge.Dials;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.message.OriginLimiter;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.transport.Connection;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for a hole punch: tells its addresses and opens the NAT of this node for whoever asked (docs/protocol/06, section 4).
 *
 * <p>[L] Each request is answered once, though it comes in several copies (W6-12), and only to whom the edge admission policy admits and
 * {@link Disclosure} tells addresses (W6-14). Where the asker cannot dial this node, since its NAT shows each peer another port, this node
 * dials the asker besides (W6-11).
 */
public final class PunchResponder {
    /** The time from the answer to the first dial of this node: by then most askers have sent punches of their own (T18). */
    static final long FIRST_DIAL_NANOS = Duration.ofMillis(150).toNanos();

    /** The time from the answer to the last dial, for askers that are far away. */
    static final long LAST_DIAL_NANOS = Duration.ofMillis(500).toNanos();

    /** The maximum time of each dial of this node. */
    static final long DIAL_NANOS = Duration.ofSeconds(4).toNanos();

    private static final int ROUNDS = 2;

    /** The most requests whose asker the policy is asked about, or is dialed, at a time. */
    static final int MAX_UNDER_WAY = 64;

    private final Disclosure disclosure;
    private final SelfCoordinates self;
    private final OriginLimiter limiter;
    private final PolicyQuestions questions;
    private final PunchBursts bursts;
    private final Ways ways;
    private final Rendezvous.Sender sender;
    private final Counts counts;
    private final AnsweredNonces answered;
    private final Cursor cursor = new Cursor();
    private final Map<NodeId, DialBack> dialBacks = new HashMap<>();
    private int asked;

    /**
     * How edges are made.
     *
     * @param edges gets the connections
     */
    public record Ways(Turn turn, Timers timers, Edges edges, Dials dials) {}

    public PunchResponder(
            Disclosure disclosure,
            OriginLimiter limiter,
            PolicyQuestions questions,
            PunchBursts bursts,
            Ways ways,
            Rendezvous.Sender sender,
            Counts counts) {
        this.disclosure = disclosure;
        this.self = disclosure.self();
        this.limiter = limiter;
        this.questions = questions;
        this.bursts = bursts;
        this.ways = ways;
        this.sender = sender;
        this.counts = counts;
        this.answered = new AnsweredNonces(ways.turn);
    }

    /** Takes a request whose envelope was verified. */
    public void onConnect(VerificationJob message) {
        NodeId asker = message.originator();
        if (!limiter.tryTake(asker)) {
            counts.drop(DropReason.RATE_LIMITED_ORIGINATOR);
            return;
        }
        List<PunchSignal> read = new ArrayList<>(1);
        if (PunchSignal.read(cursor.reset(message.payload()), read) != Outcome.OK) {
            counts.drop(DropReason.MALFORMED_PAYLOAD);
            return;
        }
        PunchSignal request = read.get(0);
        if (!answered.add(asker, request.nonce())) {
            counts.drop(DropReason.DUPLICATE);
        } else if (asked == MAX_UNDER_WAY) {
            counts.drop(DropReason.ADMISSION_OVERFLOW);
        } else {
            asked++;
            questions.ask(asker, false, answer -> {
                asked--;
                switch (answer) {
                    case ADMITTED ->
                        disclosure.beforeAnswer(asker, request.endpoints(), own -> answer(asker, request, own));
                    case REFUSED -> counts.drop(DropReason.EDGE_REFUSED);
                    case TIMEOUT -> counts.drop(DropReason.ADMISSION_TIMEOUT);
                }
            });
        }
    }

    /** Punches and dials nobody any more. */
    public void stop() {
        bursts.stop();
        List.copyOf(dialBacks.values()).forEach(DialBack::end);
    }

    private void answer(NodeId asker, PunchSignal request, List<Endpoint> coordinates) {
        PunchSignal own = new PunchSignal(request.nonce(), coordinates);
        sender.signatures().sign(asker, FrameType.CONNECT_ACK, asker, own.toBytes(), message -> {
            if (sender.originator().originate(message) > 0) {
                counts.count(NodeCounter.PUNCH_REQUESTS_ANSWERED);
            }
        });
        List<Endpoint> candidates = self.candidates(request.endpoints());
        PunchBursts.Burst burst = candidates.isEmpty() ? null : bursts.request(candidates);
        if (burst == null || !isWorthADial(burst.targets()) || dialBacks.containsKey(asker)) {
            return;
        }
        if (dialBacks.size() == MAX_UNDER_WAY) {
            counts.drop(DropReason.PUNCH_LIMIT);
        } else {
            new DialBack(asker, burst.targets()).begin();
        }
    }

    /** Returns whether the asker may be unable to dial this node at the addresses that it tells, even after a punch, but not the other way round. */
    private boolean isWorthADial(List<Endpoint> asker) {
        NatKind nat = self.reflexive().nat();
        return nat == NatKind.UNKNOWN || (nat.isSymmetric() && PunchOdds.of(nat, asker) != PunchOdds.NONE);
    }

    /** Dials one asker, unless an edge to it has come about meanwhile. */
    private final class DialBack {
        private final NodeId peer;
        private final List<Endpoint> targets;
        private final RepeatedDials dials;
        private Timers.@Nullable Deadline next;

        DialBack(NodeId peer, List<Endpoint> targets) {
            this.peer = peer;
            this.targets = targets;
            this.dials = new RepeatedDials(
                    ways.dials, ways.timers, peer, ROUNDS, DIAL_NANOS, (there, connection) -> onDialed(connection));
        }

        void begin() {
            dialBacks.put(peer, this);
            next = ways.timers.after(FIRST_DIAL_NANOS, this::dial);
        }

        private void dial() {
            Edge edge = ways.edges.table().get(peer);
            if (edge != null && edge.path() != PathKind.RELAYED) {
                end();
                return;
            }
            long pauseNanos = LAST_DIAL_NANOS - FIRST_DIAL_NANOS;
            next = ways.timers.after(pauseNanos + DIAL_NANOS, this::end);
            dials.begin(targets, targets, pauseNanos);
        }

        private void onDialed(Connection connection) {
            end();
            ways.edges.register(connection, PathKind.PUNCHED);
        }

        void end() {
            dialBacks.remove(peer);
            Timers.Deadline waiting = next;
            if (waiting != null) {
                waiting.cancel();
            }
            dials.cancel();
        }
    }
}
