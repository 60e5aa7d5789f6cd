package io.nodenet.node.core.edge;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.turn.Operations;
import io.nodenet.node.core.turn.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks the edge admission policy of the application and waits for its answer, one second at most.
 *
 * <p>Open questions are bounded by the connections that wait and by the anchors.
 */
public final class PolicyQuestions {
    /** No answer within this time is a refusal. */
    static final long DEADLINE_NANOS = Duration.ofSeconds(1).toNanos();

    private final boolean gated;
    private final Timers timers;
    private final Operations operations;
    private final ApplicationOutput application;
    private final Map<Long, Question> open = new HashMap<>();

    /** What the policy answered. */
    public enum Answer {
        ADMITTED,
        REFUSED,
        TIMEOUT
    }

    /** Who waits for an answer. */
    public interface Asker {
        void answered(Answer answer);
    }

    private record Question(Asker asker, Timers.Deadline deadline) {}

    public PolicyQuestions(boolean gated, Timers timers, Operations operations, ApplicationOutput application) {
        this.gated = gated;
        this.timers = timers;
        this.operations = operations;
        this.application = application;
    }

    /** Tells whether there is a policy to ask. */
    boolean isGated() {
        return gated;
    }

    /** Asks; without a policy the answer comes before this method returns. */
    public void ask(NodeId peer, boolean outbound, Asker asker) {
        if (!gated) {
            asker.answered(Answer.ADMITTED);
            return;
        }
        long operation = operations.next();
        Timers.Deadline deadline = timers.after(DEADLINE_NANOS, () -> answer(operation, Answer.TIMEOUT));
        open.put(operation, new Question(asker, deadline));
        application.askPolicy(operation, peer, outbound);
    }

    /** Takes the answer to a question; a late one is ignored. */
    public void answer(long operation, Answer answer) {
        Question question = open.remove(operation);
        if (question != null) {
            question.deadline.cancel();
            question.asker.answered(answer);
        }
    }
}
