package io.nodenet.node.core.upkeep;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.DialRace;
import io.nodenet.node.core.edge.Dials;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.Connection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dials known contacts, the edge admission policy asked first and all addresses of one raced, each of them once at a time. */
public final class PeerDialer {
    /** The most contacts that are dialed at a time. */
    static final int MAX_UNDER_WAY = 8;

    static final long TIMEOUT_NANOS = Duration.ofSeconds(5).toNanos();

    private final Timers timers;
    private final PolicyQuestions questions;
    private final Dials dials;
    private final Counts counts;
    /** What is in progress; the race begins once the policy has answered. */
    private final Map<NodeId, Attempt> attempts = new LinkedHashMap<>();

    /** Waits for the outcome of a dial. */
    interface Asker {
        /** A connection is up and is the asker's. */
        void onReached(Connection connection);

        /** No address answered. */
        void onUnreached();

        /** The policy of the application refuses an edge to this peer. */
        void onRefused();

        /** The policy of the application has not answered in time. */
        default void onUndecided() {
            onRefused();
        }
    }

    public PeerDialer(Timers timers, PolicyQuestions questions, Dials dials, Counts counts) {
        this.timers = timers;
        this.questions = questions;
        this.dials = dials;
        this.counts = counts;
    }

    /** Returns whether there is room for another dial, and none to this peer is in progress. */
    boolean mayDial(NodeId peer) {
        return attempts.size() < MAX_UNDER_WAY && !attempts.containsKey(peer);
    }

    /** Returns how many contacts are being dialed. */
    int underWay() {
        return attempts.size();
    }

    /** Dials a contact that {@link #mayDial}. */
    void dial(KnownContact contact, Asker asker) {
        Attempt attempt = new Attempt(contact, asker);
        attempts.put(contact.id(), attempt);
        questions.ask(contact.id(), true, attempt::onAnswer);
    }

    /** Cancels everything that is in progress; nobody hears of it. */
    void stop() {
        attempts.values().forEach(Attempt::cancel);
        attempts.clear();
    }

    /** Cancels the dial of a peer, if there is one. */
    void cancel(NodeId peer) {
        Attempt attempt = attempts.remove(peer);
        if (attempt != null) {
            attempt.cancel();
        }
    }

    /** One contact on its way from the question to the outcome. */
    private final class Attempt implements DialRace.Outcome {
        private final KnownContact contact;
        private final Asker asker;
        private @Nullable DialRace race;

        Attempt(KnownContact contact, Asker asker) {
            this.contact = contact;
            this.asker = asker;
        }

        void onAnswer(PolicyQuestions.Answer answer) {
            if (attempts.get(contact.id()) != this) {
                return;
            }
            if (answer != PolicyQuestions.Answer.ADMITTED) {
                attempts.remove(contact.id());
                boolean refused = answer == PolicyQuestions.Answer.REFUSED;
                counts.drop(refused ? DropReason.EDGE_REFUSED : DropReason.ADMISSION_TIMEOUT);
                if (refused) {
                    asker.onRefused();
                } else {
                    asker.onUndecided();
                }
                return;
            }
            counts.count(NodeCounter.CONTACTS_DIALED);
            DialRace begun = new DialRace(dials, timers, contact.id(), this);
            race = begun;
            begun.add(contact.endpoints(), TIMEOUT_NANOS);
            begun.complete();
        }

        void cancel() {
            if (race != null) {
                race.cancel();
            }
        }

        @Override
        public void onWon(Connection connection) {
            attempts.remove(contact.id());
            asker.onReached(connection);
        }

        @Override
        public void onLost(@Nullable String lastFailure) {
            attempts.remove(contact.id());
            asker.onUnreached();
        }
    }
}
