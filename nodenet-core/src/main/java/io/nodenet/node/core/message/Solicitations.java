package io.nodenet.node.core.message;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.turn.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the questions that this node asked, so that answers to nothing else are taken (docs/protocol/02, section 8, [V]).
 *
 * <p>[L] Forwarders of a look-up see its nonce, so a question takes few answers, each from somebody else.
 */
public final class Solicitations {
    /** How long an answer may take; at this age it is too late, and the question goes with the next one. */
    static final long LIFETIME_NANOS = Duration.ofSeconds(30).toNanos();

    /** The most questions that are remembered; the oldest goes for a new one. */
    static final int MAX_QUESTIONS = 256;

    /** The most answers to one look-up: it leaves in as many copies, which may end at different nodes. */
    static final int MAX_ANSWERS = 3;

    private final Turn turn;
    private final LongSupplier nonces;
    /** The oldest first. */
    private final Map<Long, Question> questions = new LinkedHashMap<>();

    private static final class Question {
        final long askedNanos;
        final @Nullable NodeId only;
        final List<NodeId> answerers = new ArrayList<>(0);

        Question(long askedNanos, @Nullable NodeId only) {
            this.askedNanos = askedNanos;
            this.only = only;
        }

        boolean isOver(long nowNanos) {
            return nowNanos - askedNanos >= LIFETIME_NANOS;
        }

        boolean takeFirst(NodeId answerer) {
            return !answerers.contains(answerer) && answerers.add(answerer);
        }
    }

    /**
     * Creates a memory of no question.
     *
     * @param nonces 64 bits that strangers cannot predict
     */
    public Solicitations(Turn turn, LongSupplier nonces) {
        this.turn = turn;
        this.nonces = nonces;
    }

    /** Returns the nonce of a look-up, which whoever is nearest its target answers. */
    public long lookup() {
        return ask(null);
    }

    /** Returns the nonce of a question to one neighbour. */
    public long question(NodeId neighbour) {
        return ask(neighbour);
    }

    private long ask(@Nullable NodeId only) {
        long nonce = nonces.getAsLong();
        questions.remove(nonce);
        Iterator<Question> oldest = questions.values().iterator();
        while (oldest.hasNext() && (oldest.next().isOver(turn.nowNanos()) || questions.size() == MAX_QUESTIONS)) {
            oldest.remove();
        }
        questions.put(nonce, new Question(turn.nowNanos(), only));
        return nonce;
    }

    /** Returns how many questions are remembered. */
    int size() {
        return questions.size();
    }

    /** Returns whether an answer was asked for, is in time and is the first of its kind; takes note of it. */
    boolean take(long nonce, NodeId answerer) {
        Question question = questions.get(nonce);
        if (question == null || question.isOver(turn.nowNanos())) {
            return false;
        }
        if (question.only != null) {
            return question.only.equals(answerer) && question.takeFirst(answerer);
        }
        return question.answerers.size() < MAX_ANSWERS && question.takeFirst(answerer);
    }
}
