package io.nodenet.node.core.connect;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.message.Learning;
import io.nodenet.node.core.message.OriginLimiter;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells peers where this node is, if the policy of the application allows it, and not more often than somebody needs who is not after the
 * movements of this node (W-18). What a peer is told, {@link SelfCoordinates} knows.
 */
public final class Disclosure {
    /** How many questions of one originator are answered at once, as long as the faster limit of all its messages allows. */
    static final int BURST = 128;

    /** How many of them are answered in an hour after that. */
    static final int PER_HOUR = 128;

    private final SelfCoordinates self;
    private final Learning learning;
    private final PolicyQuestions questions;
    private final OriginLimiter limiter;
    private final Counts counts;

    /** Creates one that has told nobody yet. */
    public Disclosure(Turn turn, SelfCoordinates self, Learning learning, PolicyQuestions questions, Counts counts) {
        this.self = self;
        this.learning = learning;
        this.questions = questions;
        this.limiter = new OriginLimiter(turn, BURST, Duration.ofHours(1).dividedBy(PER_HOUR));
        this.counts = counts;
    }

    /** Returns what there is to tell. */
    SelfCoordinates self() {
        return self;
    }

    /**
     * Decides whether a peer that has proved who it is gets an answer; a refusal is counted.
     *
     * @param told what the peer tells of itself
     * @param allowed goes on with what the peer is told of this node, maybe before the method returns, or never
     */
    public void beforeAnswer(NodeId asker, List<Endpoint> told, Consumer<List<Endpoint>> allowed) {
        if (limiter.tryTake(asker)) {
            decide(asker, false, () -> allowed.accept(self.coordinatesFor(told)), () -> {});
        } else {
            counts.drop(DropReason.RATE_LIMITED_DISCLOSURE);
        }
    }

    /** Decides whether this node tells a peer its addresses of its own accord; a refusal is counted. Either goes on, maybe at once. */
    public void beforeAsking(NodeId peer, Runnable allowed, Runnable refused) {
        decide(peer, true, allowed, refused);
    }

    /** Returns what this node tells a peer of itself that has not told anything now, by what is known of the peer. */
    public List<Endpoint> coordinatesFor(NodeId peer) {
        return self.coordinatesFor(learning.endpointsOf(peer));
    }

    private void decide(NodeId peer, boolean outbound, Runnable allowed, Runnable refused) {
        questions.askDisclosure(peer, outbound, answer -> {
            switch (answer) {
                case ADMITTED -> allowed.run();
                case REFUSED -> {
                    counts.drop(DropReason.DISCLOSURE_REFUSED);
                    refused.run();
                }
                case TIMEOUT -> {
                    counts.drop(DropReason.DISCLOSURE_TIMEOUT);
                    refused.run();
                }
            }
        });
    }
}
