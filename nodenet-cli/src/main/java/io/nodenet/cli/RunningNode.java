package io.nodenet.cli;

import io.nodenet.fact.AnchorEntry;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the command line may ask of the node that it runs. Any thread; nothing blocks but {@link #close}.
 *
 * <p>Refusals are thrown or complete the future exceptionally, as {@link io.nodenet.NodenetException} with a message for people.
 */
interface RunningNode extends AutoCloseable {
    /** Answers the name of the node. */
    NodeId id();

    /** Answers the address that it is bound to, in canonical text. */
    String endpoint();

    /** Launches a routed message; completes with the number of copies. */
    CompletableFuture<Integer> send(NodeId target, byte[] payload);

    /** Sends over a direct edge. */
    CompletableFuture<Void> sendDirect(NodeId target, byte[] payload);

    /** Measures the round trip over an edge. */
    CompletableFuture<Duration> ping(NodeId target);

    /** Closes an edge. */
    CompletableFuture<Void> drop(NodeId target);

    /** Adds entry points. */
    void bootstrap(List<AnchorEntry> entries);

    /** Lets a gated node have an edge with a peer. */
    void allow(NodeId peer);

    /** Answers everything that the node knows of itself, as values that JSON has. */
    @Nullable
    Object snapshot();

    /** Leaves the network; blocks until that is done. Idempotent. */
    @Override
    void close();
}
