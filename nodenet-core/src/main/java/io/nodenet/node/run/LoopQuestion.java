package io.nodenet.node.run;

import io.nodenet.transport.NodeLoop;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A question that the loop answers to application threads; once the loop has ended, which drops what it has not done, whoever asks answers it.
 * Thread-safe.
 */
final class LoopQuestion<T> {
    private final NodeLoop loop;
    private final Supplier<T> answer;
    private final String what;
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean loopEnded;

    /**
     * Creates a question.
     *
     * @param answer asked on the loop while it lives
     * @param what completes "the node could not …"
     */
    LoopQuestion(NodeLoop loop, Supplier<T> answer, String what) {
        this.loop = loop;
        this.answer = answer;
        this.what = what;
    }

    /** Asks, and waits at most 5 seconds for the loop. */
    T ask() {
        CompletableFuture<T> answered = new CompletableFuture<>();
        Runnable instead = () -> answered.complete(answer.get());
        waiting.add(instead);
        try {
            return loopEnded ? answer.get() : Waits.forAnswer(answered.completeAsync(answer, loop), what);
        } finally {
            waiting.remove(instead);
        }
    }

    /** Returns all who wait; only once the loop has ended. */
    void loopEnded() {
        loopEnded = true; // before those that wait are looked at: who asks now is among them, or sees this
        waiting.forEach(Runnable::run);
    }
}
