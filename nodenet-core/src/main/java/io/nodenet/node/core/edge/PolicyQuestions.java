package io.nodenet.node.core.edge;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.Policy;
import io.nodenet.node.core.turn.Operations;
import io.nodenet.node.core.turn.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks the policies of the application and waits for their answers, one second at most.
 *
 * <p>Open questions about edges are bounded by the connections that wait, by the anchors and by the dials, those about media sessions by their
 * slots, those about addresses by {@value #MAX_DISCLOSURES}.
 */
public final class PolicyQuestions {
    /** No answer within this time is a refusal. */
    public static final long DEADLINE_NANOS = Duration.ofSeconds(1).toNanos();

    /** The most open questions about whom the addresses are told: strangers can cause them. */
    static final int MAX_DISCLOSURES = 256;

    private final boolean gated;
    private final boolean selective;
    private final boolean consenting;
    private final Timers timers;
    private final Operations operations;
    private final ApplicationOutput application;
    private final Map<Long, Question> open = new HashMap<>();
    private int disclosures;

    /** The answer of the policy. */
    public enum Answer {
        ADMITTED,
        REFUSED,
        TIMEOUT
    }

    /** A caller that waits for an answer. */
    public interface Asker {
        void answered(Answer answer);
    }

    private record Question(Policy policy, Asker asker, Timers.Deadline deadline) {}

    /**
     * Creates questions of which none is open.
     *
     * @param gated whether there is an edge admission policy
     * @param selective whether there is an address disclosure policy
     * @param consenting whether there is a consent to media sessions
     */
    public PolicyQuestions(
            boolean gated,
            boolean selective,
            boolean consenting,
            Timers timers,
            Operations operations,
            ApplicationOutput application) {
        this.gated = gated;
        this.selective = selective;
        this.consenting = consenting;
        this.timers = timers;
        this.operations = operations;
        this.application = application;
    }

    /** Returns whether there is an edge admission policy. */
    boolean isGated() {
        return gated;
    }

    /** Asks whether there may be an edge to a peer; without a policy the answer comes before this method returns. */
    public void ask(NodeId peer, boolean outbound, Asker asker) {
        if (gated) {
            ask(Policy.EDGE_ADMISSION, peer, outbound, asker);
        } else {
            asker.answered(Answer.ADMITTED);
        }
    }

    /**
     * Asks whether a peer may be told the addresses of this node; without a policy the answer comes before this method returns, and so does a
     * timeout if too many questions are open.
     */
    public void askDisclosure(NodeId peer, boolean outbound, Asker asker) {
        if (!selective) {
            asker.answered(Answer.ADMITTED);
        } else if (disclosures == MAX_DISCLOSURES) {
            asker.answered(Answer.TIMEOUT);
        } else {
            disclosures++;
            ask(Policy.ADDRESS_DISCLOSURE, peer, outbound, asker);
        }
    }

    /** Asks whether the application is offered a media session of a peer; without a policy it is not, and is told before this method returns. */
    public void askConsent(NodeId peer, Asker asker) {
        if (consenting) {
            ask(Policy.MEDIA_CONSENT, peer, false, asker);
        } else {
            asker.answered(Answer.REFUSED);
        }
    }

    private void ask(Policy policy, NodeId peer, boolean outbound, Asker asker) {
        long operation = operations.next();
        Timers.Deadline deadline = timers.after(DEADLINE_NANOS, () -> answer(operation, Answer.TIMEOUT));
        open.put(operation, new Question(policy, asker, deadline));
        application.askPolicy(operation, policy, peer, outbound);
    }

    /** Takes the answer to a question; a late one is ignored. */
    public void answer(long operation, Answer answer) {
        Question question = open.remove(operation);
        if (question != null) {
            question.deadline.cancel();
            disclosures -= question.policy == Policy.ADDRESS_DISCLOSURE ? 1 : 0;
            question.asker.answered(answer);
        }
    }
}
