package io.nodenet.node.core.message;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.turn.Turn;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the questions that this node asked, so that answers to nothing else are taken (docs/protocol/02, section 8, [V]).
 *
 * <p>[L] Forwarders of a look-up see its nonce, so a question takes few answers, each from somebody else.
 */
public final class Solicitations {
    /** How long an answer may take; at this age it is too late. */
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
        final Set<NodeId> answerers = new HashSet<>();

        Question(long askedNanos, @Nullable NodeId only) {
            this.askedNanos = askedNanos;
            this.only = only;
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
        if (questions.size() == MAX_QUESTIONS) {
            Iterator<Long> oldest = questions.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        questions.put(nonce, new Question(turn.nowNanos(), only));
        return nonce;
    }

    /** Returns whether an answer was asked for, is in time and is the first of its kind; takes note of it. */
    boolean take(long nonce, NodeId answerer) {
        Question question = questions.get(nonce);
        if (question == null || turn.nowNanos() - question.askedNanos >= LIFETIME_NANOS) {
            return false;
        }
        if (question.only != null) {
            return question.only.equals(answerer) && question.answerers.add(answerer);
        }
        return question.answerers.size() < MAX_ANSWERS && question.answerers.add(answerer);
    }
}
