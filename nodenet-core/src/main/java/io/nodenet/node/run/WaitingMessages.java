package io.nodenet.node.run;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.node.core.port.Counts;
import io.nodenet.transport.NodeLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps messages of the application for which no connection has room until one has, in their order for each destination, for a second at
 * most: a process that gets no processor for a moment finds every buffer full, and all of them empty a moment later.
 *
 * <p>A message that waits keeps its part of the budget of {@link Submissions}, which bounds all that waits. What goes to one neighbour has
 * an eighth of it, and all that goes to neighbours a half, so that a slow one leaves room for everybody else. Belongs to the loop.
 */
final class WaitingMessages {
    /** How long a message waits for room before it is given up. */
    static final long MAX_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    /** The destination of routed messages, which leave over whichever edge has room. */
    static final Object ROUTED = "routed";

    private static final int NEIGHBOUR_FRACTION = 8;
    private static final int NEIGHBOURS_FRACTION = 2;

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
    private final Map<Object, Lane> lanes = new LinkedHashMap<>();
    private int neighbourBytes;
    private boolean armed;

    /** What waits for one destination, in order. */
    private static final class Lane {
        final boolean routed;
        final ArrayDeque<Waiting> messages = new ArrayDeque<>();
        int bytes;

        Lane(boolean routed) {
            this.routed = routed;
        }
    }

    private record Waiting(Message message, int bytes, long deadlineNanos) {}

    WaitingMessages(NodeLoop loop, Submissions submissions, Counts counts) {
        this.loop = loop;
        this.submissions = submissions;
        this.counts = counts;
    }

    /**
     * Sends a message, or keeps it if there is no room now, or others for its destination wait.
     *
     * @param destination the neighbour that it goes to, or {@link #ROUTED}
     * @param bytes the payload, whose part of the budget has been taken and is given back here
     */
    void send(Object destination, int bytes, Message message) {
        Lane lane = lanes.get(destination);
        if (lane == null) {
            if (message.leave()) {
                submissions.release(bytes);
                return;
            }
            lane = new Lane(destination.equals(ROUTED));
        }
        int cost = Submissions.cost(bytes);
        if (!lane.routed && isTooMuch(lane, cost)) {
            submissions.release(bytes);
            giveUp(message);
            return;
        }
        counts.count(NodeCounter.MESSAGES_DELAYED);
        lanes.put(destination, lane);
        lane.messages.add(new Waiting(message, bytes, loop.time().nanos() + MAX_WAIT_NANOS));
        change(lane, cost);
        arm(MAX_WAIT_NANOS);
    }

    private boolean isTooMuch(Lane lane, int cost) {
        int budget = submissions.maxBytes();
        return lane.bytes + cost > budget / NEIGHBOUR_FRACTION || neighbourBytes + cost > budget / NEIGHBOURS_FRACTION;
    }

    private void change(Lane lane, int cost) {
        lane.bytes += cost;
        if (!lane.routed) {
            neighbourBytes += cost;
        }
    }

    /** Sends what there is room for now. */
    void sendAll() {
        for (Iterator<Lane> each = lanes.values().iterator(); each.hasNext(); ) {
            Lane lane = each.next();
            for (Waiting head = lane.messages.peek();
                    head != null && head.message.leave();
                    head = lane.messages.peek()) {
                take(lane);
            }
            if (lane.messages.isEmpty()) {
                each.remove();
            }
        }
    }

    /** Returns whether a message waits for a destination. */
    boolean isWaiting(Object destination) {
        return lanes.containsKey(destination);
    }

    /** Forgets all that waits, at the end; those who submitted it are told by others. */
    void abandon() {
        for (Lane lane : lanes.values()) {
            while (!lane.messages.isEmpty()) {
                take(lane);
                counts.drop(DropReason.SEND_BUFFER_FULL);
            }
        }
        lanes.clear();
    }

    private void expire() {
        armed = false;
        long now = loop.time().nanos();
        long next = Long.MAX_VALUE;
        for (Iterator<Lane> each = lanes.values().iterator(); each.hasNext(); ) {
            Lane lane = each.next();
            for (Waiting head = lane.messages.peek();
                    head != null && head.deadlineNanos <= now;
                    head = lane.messages.peek()) {
                giveUp(take(lane).message);
            }
            Waiting head = lane.messages.peek();
            if (head == null) {
                each.remove();
            } else {
                next = Math.min(next, head.deadlineNanos - now);
            }
        }
        if (next != Long.MAX_VALUE) {
            arm(next);
        }
    }

    private Waiting take(Lane lane) {
        Waiting head = lane.messages.remove();
        change(lane, -Submissions.cost(head.bytes));
        submissions.release(head.bytes);
        return head;
    }

    private void giveUp(Message message) {
        counts.drop(DropReason.SEND_BUFFER_FULL);
        message.giveUp();
    }

    private void arm(long delayNanos) {
        if (!armed) {
            armed = true;
            loop.schedule(this::expire, delayNanos);
        }
    }
}
