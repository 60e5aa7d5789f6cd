package io.nodenet.node.core.connect;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.nat.PunchSignal;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.transport.Connection;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The initiator's part of a hole punch: asks the peer for it, and once the peer has answered punches and dials (docs/protocol/06, section 4).
 *
 * <p>[L] The answer tells that the peer has punched, so the first dial follows this node's first punch at once. An address that stays silent
 * gets fresh dials, since a first packet that was lost would come again after a second only (T18). A request that stays without an answer is
 * sent again, with a new nonce; an answer to any of them counts. The peer may dial this node instead, so the stage waits to its end.
 */
final class PunchStage {
    /** How long the peer has to answer, and how long the dials after that may take. */
    static final long STEP_NANOS = Duration.ofSeconds(5).toNanos();

    /** The time from the first request to the second; each further one takes twice as long as the one before. */
    static final long RESEND_NANOS = Duration.ofMillis(500).toNanos();

    /** The most requests for one punch. */
    static final int MAX_REQUESTS = 4;

    /** The longest time after the answer that is waited for a punch although there is another connection. */
    static final long MAX_WORTH_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int HANDSHAKES = 2;

    private final ConnectAttempt attempt;
    private final ConnectFlow.Parts parts;
    private final Map<Nonce, ConnectAttempt> byNonce;
    private final Set<Nonce> nonces = new HashSet<>();
    private final RepeatedDials dials;
    private PunchBursts.@Nullable Burst burst;
    private Timers.@Nullable Deadline next;
    private Timers.@Nullable Deadline deadline;
    private int requests;
    private long answeredNanos;
    private boolean answered;
    private boolean stopped;

    PunchStage(ConnectAttempt attempt, ConnectFlow.Parts parts, Map<Nonce, ConnectAttempt> byNonce) {
        this.attempt = attempt;
        this.parts = parts;
        this.byNonce = byNonce;
        this.dials = new RepeatedDials(
                parts.dials(), parts.timers(), attempt.peer(), RepeatedDials.CALLER_ROUNDS, STEP_NANOS, this::onDialed);
    }

    void begin() {
        deadline = parts.timers().after(STEP_NANOS, this::failUnanswered);
        parts.disclosure()
                .beforeAsking(
                        attempt.peer(), this::request, () -> fail("the peer may not learn the addresses of this node"));
    }

    private void request() {
        if (stopped) {
            return; // before the application had answered
        }
        Nonce nonce = parts.sender().draw();
        nonces.add(nonce);
        requests++;
        byNonce.put(nonce, attempt);
        PunchSignal own = new PunchSignal(nonce, parts.self().coordinatesFor(attempt.told()));
        parts.sender()
                .signatures()
                .sign(parts.self().id(), FrameType.CONNECT, attempt.peer(), own.toBytes(), message -> {
                    if (byNonce.containsKey(nonce)
                            && parts.sender().originator().originate(message) > 0) {
                        parts.counts().count(NodeCounter.PUNCH_REQUESTS_SENT);
                    }
                });
        if (requests < MAX_REQUESTS) {
            next = parts.timers().after(RESEND_NANOS << (requests - 1), this::request);
        }
    }

    /** Asks anew if this node has asked already: the peer punches toward where it was told. */
    void onCoordinates() {
        if (stopped || nonces.isEmpty() || requests == MAX_REQUESTS) {
            return;
        }
        answered = false;
        cancelTimers();
        nonces.forEach(byNonce::remove);
        nonces.clear();
        deadline = parts.timers().after(STEP_NANOS, this::failUnanswered);
        request();
    }

    private void failUnanswered() {
        fail("no answer, asked " + requests + " times");
    }

    /** Takes the peer's answer; further ones say nothing new. */
    void onAck(PunchSignal answer) {
        if (answered) {
            return;
        }
        answered = true;
        answeredNanos = parts.turn().nowNanos();
        cancelTimers();
        List<Endpoint> targets = attempt.candidates(answer.endpoints());
        String silence =
                targets.isEmpty() ? "the peer tells no usable address, and has not dialed" : "no answer to the dials";
        deadline =
                parts.timers().after(STEP_NANOS, () -> fail(Objects.requireNonNullElse(dials.lastFailure(), silence)));
        burst = parts.bursts().begin(targets);
        dials.begin(targets, PunchOdds.steady(targets), RepeatedDials.PAUSE_NANOS);
    }

    private void onDialed(Endpoint target, Connection connection) {
        PunchBursts.Burst punched = burst;
        boolean isPunched = punched != null && punched.targets().contains(target);
        attempt.succeed(connection, isPunched ? PathKind.PUNCHED : PathKind.DIRECT, "");
    }

    /**
     * Returns for how long a punch that the peer has answered is still worth waiting for: until the dials of this node, and that of a peer that
     * cannot be dialed itself, have had twice as long as the handshake over the relay took, which goes a longer way on the same machines. Zero
     * or less if it is not.
     */
    long worthNanos(long relayTookNanos) {
        if (!answered) {
            return 0;
        }
        long enough = dialBackNanos() + HANDSHAKES * relayTookNanos;
        return Math.min(MAX_WORTH_NANOS, enough) - (parts.turn().nowNanos() - answeredNanos);
    }

    /** Returns when the peer dials this node, if it does: the sooner, the likelier it is that nothing else works. */
    private long dialBackNanos() {
        if (parts.self().reflexive().nat().isSymmetric()) {
            return 0; // nobody dials a NAT that shows each peer another port
        }
        return attempt.odds() == PunchOdds.FAIR ? PunchResponder.LAST_DIAL_NANOS : PunchResponder.FIRST_DIAL_NANOS;
    }

    private void fail(String detail) {
        if (stopped) {
            return;
        }
        stop();
        attempt.onPunchFailed(detail);
    }

    /** Ends everything that is in progress. */
    void stop() {
        stopped = true;
        cancelTimers();
        PunchBursts.Burst running = burst;
        if (running != null) {
            running.stop();
        }
        dials.cancel();
        nonces.forEach(byNonce::remove);
    }

    private void cancelTimers() {
        for (Timers.Deadline timer : new Timers.Deadline[] {next, deadline}) {
            if (timer != null) {
                timer.cancel();
            }
        }
        next = null;
        deadline = null;
    }
}
