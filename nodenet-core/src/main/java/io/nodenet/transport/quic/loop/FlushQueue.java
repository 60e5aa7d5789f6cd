package io.nodenet.transport.quic.loop;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the connections on which something arrived, was sent or closed, and serves each once per turn of the loop: at the end of a burst
 * of received packets, or behind the tasks that are queued already. All read before the first one writes. The loop only.
 */
public final class FlushQueue {
    private static final Logger LOG = LoggerFactory.getLogger(FlushQueue.class);

    private final EventLoop eventLoop;
    private final EventLoopNodeLoop loop;
    private final Queue<Flushable> waiting = new ArrayDeque<>();
    private final Queue<Unread> unread = new ArrayDeque<>();
    private boolean inBurst;
    private boolean scheduled;

    public FlushQueue(EventLoop eventLoop, EventLoopNodeLoop loop) {
        this.eventLoop = eventLoop;
        this.loop = loop;
    }

    /** Marks the begin of a burst of received packets, which is one turn; repeated calls are harmless. */
    public void beginBurst() {
        if (!inBurst) {
            inBurst = true;
            loop.beginTurn();
        }
    }

    /** Serves what is waiting and marks the end of the burst. */
    public void endBurst() {
        drain();
        if (inBurst) {
            inBurst = false;
            loop.endTurn();
        }
        schedule();
    }

    /** Queues a connection, which must not be queued already. */
    public void add(Flushable connection) {
        waiting.add(connection);
        schedule();
    }

    /** Queues a connection that is to read the rest, which must not be queued already. */
    public void addUnread(Unread connection) {
        unread.add(connection);
        schedule();
    }

    private void schedule() {
        if (inBurst || scheduled || (waiting.isEmpty() && unread.isEmpty())) {
            return;
        }
        try {
            eventLoop.execute(this::scheduledDrain);
            scheduled = true;
        } catch (RejectedExecutionException ended) {
            waiting.clear();
            unread.clear();
        }
    }

    private void scheduledDrain() {
        scheduled = false;
        loop.run(this::drain);
        schedule();
    }

    /**
     * Serves the connections that are waiting now; those that queue again meanwhile wait for the next time. What one of them throws is logged,
     * and the others are served.
     */
    public void drain() {
        for (int left = unread.size(); left > 0; left--) {
            Unread connection = unread.poll();
            if (connection != null) {
                read(connection);
            }
        }
        for (int left = waiting.size(); left > 0; left--) {
            Flushable connection = waiting.poll();
            if (connection != null) {
                flush(connection);
            }
        }
    }

    private static void read(Unread connection) {
        try {
            connection.readRest();
        } catch (RuntimeException e) {
            LOG.error("A connection failed to read", e);
        }
    }

    private static void flush(Flushable connection) {
        try {
            connection.flush();
        } catch (RuntimeException e) {
            LOG.error("A connection failed to write", e);
        }
    }
}
