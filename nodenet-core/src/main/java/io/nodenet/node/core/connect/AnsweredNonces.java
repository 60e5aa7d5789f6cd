package io.nodenet.node.core.connect;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers which questions of whom were answered, so that each is answered once although it comes in several copies. */
final class AnsweredNonces {
    /** How long a question is remembered: longer than a message may be on its way, either way. */
    static final long LIFETIME_NANOS = Duration.ofSeconds(60).toNanos();

    /** The most questions that are remembered; the oldest goes for a new one. */
    static final int MAX_QUESTIONS = 1024;

    private final Turn turn;
    /** When each was answered, the oldest first. */
    private final Map<Question, Long> answered = new LinkedHashMap<>();

    private record Question(NodeId asker, Nonce nonce) {}

    AnsweredNonces(Turn turn) {
        this.turn = turn;
    }

    /** Takes note of a question; returns false if it was answered before. */
    boolean add(NodeId asker, Nonce nonce) {
        Question question = new Question(asker, nonce);
        Long before = answered.get(question);
        if (before != null && turn.nowNanos() - before < LIFETIME_NANOS) {
            return false; // and makes nobody else's question go
        }
        forget();
        answered.put(question, turn.nowNanos());
        return true;
    }

    private void forget() {
        Iterator<Long> oldestFirst = answered.values().iterator();
        while (oldestFirst.hasNext()) {
            boolean expired = turn.nowNanos() - oldestFirst.next() >= LIFETIME_NANOS;
            if (!expired && answered.size() < MAX_QUESTIONS) {
                return;
            }
            oldestFirst.remove();
        }
    }

    int size() {
        return answered.size();
    }
}
