package io.nodenet.node.core.connect;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.ConnectStep.Stage;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.Volunteers;
import io.nodenet.nat.RelayGrant;
import io.nodenet.nat.RelayRequest;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.routed.Contact;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.Connection;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The caller's part of relaying: asks the neighbours that volunteer, one after the other, and dials the peer at the address that one of them
 * grants (docs/protocol/06, section 5).
 *
 * <p>[L] Those nearest to the peer come first: they are the likeliest to have an edge to it. Silence for a while is a refusal (W6-15). The
 * callee's punch has to be at the volunteer before the dial, or this one's first packet is lost, so the dial is repeated, first after as long
 * as the grant took (T18).
 */
final class RelayStage {
    /** The most volunteers that are asked. */
    static final int MAX_VOLUNTEERS = 4;

    /** The most requests; where there are fewer volunteers each is asked again once. */
    static final int MAX_REQUESTS = MAX_VOLUNTEERS;

    private static final int ROUNDS = 2;

    /** The shortest time that a volunteer has to answer; four round trips if they take longer. */
    static final long MIN_GRANT_NANOS = Duration.ofSeconds(1).toNanos();

    static final long MAX_GRANT_NANOS = Duration.ofSeconds(2).toNanos();

    /** How long the dials of one grant may take together. */
    static final long DIAL_NANOS = Duration.ofSeconds(3).toNanos();

    private final ConnectAttempt attempt;
    private final Volunteers allowed;
    private final ConnectFlow.Parts parts;
    private final Map<Nonce, RelayStage> byNonce;
    private final Deque<EdgeConnection> waiting = new ArrayDeque<>();
    private @Nullable EdgeConnection asked;
    private @Nullable Nonce nonce;
    private @Nullable RepeatedDials dials;
    private Timers.@Nullable Deadline deadline;
    private long askedNanos;
    private long grantedNanos;

    /**
     * Creates a stage at rest.
     *
     * @param byNonce where the stage is found by the nonce of its request
     */
    RelayStage(ConnectAttempt attempt, Volunteers allowed, ConnectFlow.Parts parts, Map<Nonce, RelayStage> byNonce) {
        this.attempt = attempt;
        this.allowed = allowed;
        this.parts = parts;
        this.byNonce = byNonce;
    }

    /** Asks the neighbours nearest to the peer whether they volunteer if none is known that does. */
    void prepare() {
        if (volunteers().isEmpty()) {
            unrelayed().stream().limit(MAX_VOLUNTEERS).forEach(parts.inquiry());
        }
    }

    void begin() {
        List<EdgeConnection> volunteers = volunteers();
        for (int round = 0; round < ROUNDS; round++) {
            volunteers.stream().limit(MAX_REQUESTS - waiting.size()).forEach(waiting::add);
        }
        if (waiting.isEmpty()) {
            attempt.end(Stage.RELAY, ConnectStep.Outcome.SKIPPED, "no neighbour volunteers");
            attempt.onRelayFailed();
        } else {
            askNext();
        }
    }

    /** Returns the neighbours that may be asked, nearest to the peer first. */
    private List<EdgeConnection> volunteers() {
        return unrelayed().stream()
                .filter(connection -> allowed.allows(connection.peer()) && canRelay(connection))
                .limit(MAX_VOLUNTEERS)
                .toList();
    }

    private List<EdgeConnection> unrelayed() {
        return parts.edges().table().edges().stream()
                .map(Edge::current)
                .filter(connection -> connection != null && connection.path() != PathKind.RELAYED)
                .filter(connection -> !connection.peer().equals(attempt.peer()))
                .sorted((one, other) -> attempt.peer().compareDistance(one.peer(), other.peer()))
                .toList();
    }

    private boolean canRelay(EdgeConnection neighbour) {
        KnownContact contact = parts.knowledge().get(neighbour.peer());
        return contact != null && (contact.capabilities() & Contact.CAN_RELAY) != 0;
    }

    private void askNext() {
        EdgeConnection volunteer = waiting.poll();
        if (volunteer == null) {
            stop();
            attempt.onRelayFailed();
            return;
        }
        attempt.begin(Stage.RELAY);
        Nonce drawn = parts.sender().draw();
        RelayRequest request = new RelayRequest(drawn, attempt.peer());
        if (!parts.relays().send(volunteer, FrameType.RELAY_REQUEST, request.toBytes())) {
            failed(volunteer, "takes no request now");
            return;
        }
        parts.counts().count(NodeCounter.RELAY_REQUESTS_SENT);
        byNonce.put(drawn, this);
        nonce = drawn;
        asked = volunteer;
        askedNanos = parts.turn().nowNanos();
        long patience = Math.min(
                MAX_GRANT_NANOS, Math.max(MIN_GRANT_NANOS, volunteer.edge().patienceNanos()));
        deadline = parts.timers().after(patience, () -> failed(volunteer, "grants nothing"));
    }

    /** Takes a grant with the nonce of this stage's request. */
    void onGrant(EdgeConnection from, RelayGrant grant) {
        EdgeConnection volunteer = asked;
        if (volunteer == null || !volunteer.peer().equals(from.peer())) {
            parts.counts().drop(DropReason.UNSOLICITED_GRANT);
            return;
        }
        Endpoint target = parts.relayAddresses().usable(from, grant.endpoint());
        if (target == null) {
            parts.counts().drop(DropReason.RELAY_FOREIGN_ADDRESS);
            failed(volunteer, "grants " + grant.endpoint().text() + ", which is not an address of its own");
            return;
        }
        forgetNonce();
        cancelDeadline();
        RepeatedDials begun = new RepeatedDials(
                parts.dials(),
                parts.timers(),
                attempt.peer(),
                RepeatedDials.CALLER_ROUNDS,
                DIAL_NANOS,
                (there, up) -> onDialed(volunteer, up));
        dials = begun;
        String silence = "no answer from " + target.text();
        deadline = parts.timers()
                .after(DIAL_NANOS, () -> failed(volunteer, Objects.requireNonNullElse(begun.lastFailure(), silence)));
        grantedNanos = parts.turn().nowNanos();
        long pauseNanos = Math.min(RepeatedDials.PAUSE_NANOS, grantedNanos - askedNanos);
        begun.begin(List.of(target), List.of(target), pauseNanos);
    }

    private void onDialed(EdgeConnection volunteer, Connection connection) {
        stop();
        attempt.onRelayed(connection, parts.turn().nowNanos() - grantedNanos, "by volunteer " + volunteer.peer());
    }

    private void failed(EdgeConnection volunteer, String detail) {
        stop();
        attempt.end(Stage.RELAY, ConnectStep.Outcome.FAILED, "volunteer " + volunteer.peer() + " " + detail);
        askNext();
    }

    /** Ends everything that is in progress with the volunteer that was asked. */
    void stop() {
        forgetNonce();
        asked = null;
        cancelDeadline();
        RepeatedDials running = dials;
        if (running != null) {
            running.cancel();
            dials = null;
        }
    }

    private void forgetNonce() {
        Nonce drawn = nonce;
        if (drawn != null) {
            byNonce.remove(drawn);
            nonce = null;
        }
    }

    private void cancelDeadline() {
        Timers.Deadline waiting = deadline;
        if (waiting != null) {
            waiting.cancel();
            deadline = null;
        }
    }
}
