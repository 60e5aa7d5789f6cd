package io.nodenet.node.run;

import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.transport.NodeLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the good contacts of a running node written to its peer book: a minute after the start, every few minutes, and at its end.
 *
 * <p>Asks for them on the loop, and touches the file on a thread of its own. Without a file it does nothing. Any thread.
 */
final class PeerBookKeeper {
    /** How long after the start the book is written first. */
    static final Duration FIRST = Duration.ofMinutes(1);

    /** How often it is written after that, if it has changed. */
    static final Duration PERIOD = Duration.ofMinutes(5);

    private static final long LAST_SECONDS = 2;
    private static final long IDLE_SECONDS = 5;

    private final @Nullable PeerBookFile file;
    private final NodeLoop loop;
    private final Supplier<List<Contact>> good;
    private final ExecutorService disk;
    private volatile boolean stopped;

    /**
     * Creates a keeper at rest.
     *
     * @param file null for a node without a peer book
     * @param good the contacts to keep, asked on the loop
     * @param disk touches the file, one task after the other; ends with this object
     */
    PeerBookKeeper(@Nullable Path file, NodeLoop loop, Supplier<List<Contact>> good, ExecutorService disk) {
        this.file = file == null ? null : new PeerBookFile(file);
        this.loop = loop;
        this.good = good;
        this.disk = disk;
    }

    /** Makes what touches the file for a node; one task waits, more are refused. */
    static ExecutorService disk(NodeId node) {
        return NodeThreads.pool(node, "peer-book", 1, new ArrayBlockingQueue<>(1), IDLE_SECONDS);
    }

    /** Returns what an earlier node has kept; reads the file on the calling thread. */
    List<Contact> read() {
        return file == null ? List.of() : file.read();
    }

    /** Starts to write the book now and then. */
    void start() {
        if (file != null) {
            loop.schedule(this::tick, FIRST.toNanos());
        }
    }

    private void tick() {
        PeerBookFile book = file;
        if (stopped || book == null) {
            return;
        }
        List<Contact> contacts = good.get();
        try {
            disk.execute(() -> book.write(contacts));
        } catch (RejectedExecutionException e) {
            // the disk is slower than minutes: the next time will do
        }
        loop.schedule(this::tick, PERIOD.toNanos());
    }

    /** Writes the book a last time while the edges are still there, which takes at most 2 s. Any thread but the loop. */
    void finish() {
        stopped = true;
        PeerBookFile book = file;
        if (book != null) {
            Waits.quietly(CompletableFuture.supplyAsync(good, loop).thenAcceptAsync(book::write, disk), LAST_SECONDS);
        }
    }

    /** Stops for good; what is being written is finished. */
    void stop() {
        stopped = true;
        disk.shutdown();
    }
}
