package io.nodenet.pow;

import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * One running search for a seed: threads that draw and try seeds until the result is complete, by them or by anybody else.
 */
final class SeedSearch {
    private static final long PROGRESS_NANOS = 250_000_000;

    private final int difficulty;
    private final Consumer<? super MintingProgress> listener;
    private final CompletableFuture<Identity> result;
    private final LongAdder tries = new LongAdder();
    private final long startNanos = System.nanoTime();

    SeedSearch(int difficulty, Consumer<? super MintingProgress> listener, CompletableFuture<Identity> result) {
        this.difficulty = difficulty;
        this.listener = listener;
        this.result = result;
    }

    /** Starts the threads, the first of which also tells of the progress. */
    void start(int threads) {
        for (int i = 0; i < threads; i++) {
            boolean reporting = i == 0;
            Thread thread = new Thread(() -> run(reporting), "nodenet-minter-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run(boolean reporting) {
        try {
            if (difficulty > 0) {
                search(reporting);
            } else {
                complete(Identity.generate());
            }
        } catch (Throwable e) { // whatever ends a thread must end the search, or its owner waits indefinitely
            result.completeExceptionally(e);
        }
    }

    private void search(boolean reporting) {
        NodeIdBatch batch = new NodeIdBatch();
        byte[] seeds = new byte[NodeIdBatch.SIZE * Identity.SEED_LENGTH];
        try {
            search(batch, seeds, reporting);
        } finally {
            batch.wipe();
            Arrays.fill(seeds, (byte) 0);
        }
    }

    private void search(NodeIdBatch batch, byte[] seeds, boolean reporting) {
        SecureRandom random = new SecureRandom();
        long reportedNanos = startNanos;
        while (!result.isDone()) {
            random.nextBytes(seeds);
            batch.derive(seeds);
            for (int i = 0; i < NodeIdBatch.SIZE; i++) {
                NodeId id = batch.nodeId(i);
                if (ProofOfWork.satisfies(id, difficulty)) {
                    complete(confirmed(seeds, i, id));
                    return;
                }
            }
            tries.add(NodeIdBatch.SIZE);
            long now = System.nanoTime();
            if (reporting && now - reportedNanos >= PROGRESS_NANOS) {
                reportedNanos = now;
                listener.accept(MintingProgress.of(difficulty, tries.sum(), now - startNanos));
            }
        }
    }

    /**
     * Returns the identity of a seed, derived in the ordinary way.
     *
     * @throws IllegalStateException if its NodeID is not the one that the batch derived
     */
    static Identity confirmed(byte[] seeds, int index, NodeId derived) {
        int offset = index * Identity.SEED_LENGTH;
        byte[] seed = Arrays.copyOfRange(seeds, offset, offset + Identity.SEED_LENGTH);
        Identity identity = Identity.fromNewSeed(seed);
        Arrays.fill(seed, (byte) 0);
        if (!identity.nodeId().equals(derived)) {
            identity.destroy();
            throw new IllegalStateException("The search derived " + derived + " of a seed whose NodeID is "
                    + identity.nodeId() + ": tell the developers, with processor and Java version");
        }
        return identity;
    }

    private void complete(Identity identity) {
        if (!result.complete(identity)) {
            identity.destroy();
        }
    }
}
