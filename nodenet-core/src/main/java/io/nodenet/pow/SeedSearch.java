package io.nodenet.pow;

import io.nodenet.identity.Identity;
import io.nodenet.identity.NodeIdDeriver;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * One running search for a seed: threads that draw and try seeds until the result is complete, by them or by anybody else.
 */
final class SeedSearch {
    private static final int SEEDS_PER_DRAW = 64;
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
        byte[] seeds = new byte[SEEDS_PER_DRAW * Identity.SEED_LENGTH];
        try {
            search(seeds, reporting);
        } catch (Throwable e) { // whatever ends a thread must end the search, or its owner waits for ever
            result.completeExceptionally(e);
        } finally {
            Arrays.fill(seeds, (byte) 0);
        }
    }

    private void search(byte[] seeds, boolean reporting) {
        NodeIdDeriver deriver = new NodeIdDeriver();
        SecureRandom random = new SecureRandom();
        long reportedNanos = startNanos;
        while (!result.isDone()) {
            random.nextBytes(seeds);
            for (int offset = 0; offset < seeds.length && !result.isDone(); offset += Identity.SEED_LENGTH) {
                if (ProofOfWork.satisfies(deriver.nodeIdOf(seeds, offset), difficulty)) {
                    complete(seeds, offset);
                    return;
                }
                tries.increment();
            }
            long now = System.nanoTime();
            if (reporting && now - reportedNanos >= PROGRESS_NANOS) {
                reportedNanos = now;
                listener.accept(MintingProgress.of(difficulty, tries.sum(), now - startNanos));
            }
        }
    }

    private void complete(byte[] seeds, int offset) {
        byte[] seed = Arrays.copyOfRange(seeds, offset, offset + Identity.SEED_LENGTH);
        Identity identity = Identity.fromNewSeed(seed);
        Arrays.fill(seed, (byte) 0);
        if (!result.complete(identity)) {
            identity.destroy();
        }
    }
}
