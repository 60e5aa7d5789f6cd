package io.nodenet.node.run;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CheckJob;
import io.nodenet.node.core.port.SigningJob;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.routed.SignedMessage;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Signs, verifies and opens boxes off the loop on a few threads, each with a bounded queue; messages of one originator keep their order, since one
 * thread serves them all.
 */
final class CryptoPool implements AutoCloseable {
    /** The most threads, whatever the number of cores. */
    static final int MAX_THREADS = 4;

    /** How many jobs wait per thread. */
    static final int QUEUE_CAPACITY = 512;

    private static final long IDLE_SECONDS = 30;
    private static final long CLOSE_SECONDS = 3;

    private final List<ThreadPoolExecutor> stripes = new ArrayList<>();
    private final BiConsumer<VerificationJob, Boolean> results;
    private final BiConsumer<CheckJob, Boolean> checked;
    private final OwnKeys keys;
    private final BiConsumer<SigningJob, SignedMessage> signed;
    private final long salt = new SecureRandom().nextLong();

    /**
     * Creates a pool whose threads start with the first job.
     *
     * @param results gets the result of each verification, on a thread of the pool
     * @param checked gets the result of each check, on a thread of the pool
     * @param keys sign and open, on a thread of the pool
     * @param signed gets each signed message, on a thread of the pool
     */
    CryptoPool(
            NodeId node,
            BiConsumer<VerificationJob, Boolean> results,
            BiConsumer<CheckJob, Boolean> checked,
            OwnKeys keys,
            BiConsumer<SigningJob, SignedMessage> signed) {
        this.results = results;
        this.checked = checked;
        this.keys = keys;
        this.signed = signed;
        int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < threads; i++) {
            stripes.add(
                    NodeThreads.pool(node, "crypto-" + i, 1, new ArrayBlockingQueue<>(QUEUE_CAPACITY), IDLE_SECONDS));
        }
    }

    /** Takes a job; returns false if the queue of its originator's thread is full. */
    boolean verify(VerificationJob job) {
        try {
            stripe(job.originator()).execute(() -> run(job));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Takes a check; returns false if the queue of its signer's thread is full. */
    boolean check(CheckJob job) {
        try {
            stripe(job.signer()).execute(() -> run(job));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private ThreadPoolExecutor stripe(NodeId signer) {
        return stripes.get(Math.floorMod(signer.hashCode(salt), stripes.size()));
    }

    /** Takes a message to sign; returns false if the queue of the least busy thread is full. */
    boolean sign(SigningJob job) {
        ThreadPoolExecutor idlest = stripes.get(0);
        for (ThreadPoolExecutor stripe : stripes) {
            idlest = stripe.getQueue().size() < idlest.getQueue().size() ? stripe : idlest;
        }
        try {
            idlest.execute(() -> signed.accept(job, keys.sign(job)));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Finishes the jobs that were taken and ends the threads, within 3 seconds. */
    @Override
    public void close() {
        stripes.forEach(ExecutorService::shutdown);
        try {
            for (ExecutorService stripe : stripes) {
                if (!stripe.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                    stripe.shutdownNow();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(CheckJob job) {
        boolean good = false;
        try {
            good = job.check();
        } finally {
            checked.accept(job, good);
        }
    }

    private void run(VerificationJob job) {
        boolean good = false;
        try {
            good = job.verify();
            if (good) {
                keys.open(job);
            }
        } finally {
            results.accept(job, good);
        }
    }
}
