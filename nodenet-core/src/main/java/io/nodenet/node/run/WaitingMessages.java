package io.nodenet.node.run;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.node.core.port.Counts;
import io.nodenet.transport.NodeLoop;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Keeps routed messages of the application for which no edge has room until one has, in their order, for a second at most: a process that
 * gets no processor for a moment finds every buffer full, and all of them empty a moment later.
 *
 * <p>A message that waits keeps its part of the budget of {@link Submissions}, which bounds all that waits. Belongs to the loop.
 */
final class WaitingMessages {
    /** How long a message waits for room before it is given up. */
    static final long MAX_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    /** A message that was submitted. */
    interface Message {
        /** Sends the message if there is room; false if there is none. Whoever submitted it has been told if not. */
        boolean leave();

        /** Tells whoever submitted the message that there was no room for it. */
        void giveUp();
    }

    private final NodeLoop loop;
    private final Submissions submissions;
    private final Counts counts;
    private final ArrayDeque<Waiting> messages = new ArrayDeque<>();
    private boolean armed;

    private record Waiting(Message message, int bytes, long deadlineNanos) {}

    WaitingMessages(NodeLoop loop, Submissions submissions, Counts counts) {
        this.loop = loop;
        this.submissions = submissions;
        this.counts = counts;
    }

    /**
     * Sends a message, or keeps it if there is no room now, or others wait.
     *
     * @param bytes the payload, whose part of the budget has been taken and is given back here
     */
    void send(int bytes, Message message) {
        if (messages.isEmpty() && message.leave()) {
            submissions.release(bytes);
            return;
        }
        counts.count(NodeCounter.MESSAGES_DELAYED);
        messages.add(new Waiting(message, bytes, loop.time().nanos() + MAX_WAIT_NANOS));
        arm(MAX_WAIT_NANOS);
    }

    /** Sends what there is room for now. */
    void sendAll() {
        for (Waiting head = messages.peek(); head != null && head.message.leave(); head = messages.peek()) {
            take();
        }
    }

    /** Forgets all that waits, at the end; those who submitted it are told by others. */
    void abandon() {
        while (!messages.isEmpty()) {
            take();
            counts.drop(DropReason.SEND_BUFFER_FULL);
        }
    }

    private void expire() {
        armed = false;
        long now = loop.time().nanos();
        for (Waiting head = messages.peek(); head != null && head.deadlineNanos <= now; head = messages.peek()) {
            take();
            counts.drop(DropReason.SEND_BUFFER_FULL);
            head.message.giveUp();
        }
        Waiting head = messages.peek();
        if (head != null) {
            arm(head.deadlineNanos - now);
        }
    }

    private void take() {
        submissions.release(messages.remove().bytes);
    }

    private void arm(long delayNanos) {
        if (!armed) {
            armed = true;
            loop.schedule(this::expire, delayNanos);
        }
    }
}
