package io.nodenet.pow;

import io.nodenet.ConfigurationException;
import io.nodenet.IdentityException;
import io.nodenet.identity.Identity;
import io.nodenet.identity.SeedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Searches for an identity whose NodeID satisfies a difficulty, on all cores (docs/protocol/01, section 3).
 *
 * <p>The expected work is 2^difficulty tries of about 9 µs of one core, once the code is compiled. Thread-safe.
 */
public final class IdentityMinter {
    private static final Duration NO_TIMEOUT = Duration.ofNanos(Long.MAX_VALUE);

    private IdentityMinter() {}

    /** Mints an identity without telling of the progress; see {@link #mint(int, Consumer)}. */
    public static CompletableFuture<Identity> mint(int difficulty) {
        return mint(difficulty, progress -> {});
    }

    /**
     * Starts to mint an identity on as many daemon threads as there are processors.
     *
     * @param difficulty the leading zero bits wanted; 0 or less takes the first seed
     * @param listener told of the progress at most four times a second, by one of the searching threads; if it throws, the search
     *     fails
     * @return completes on a searching thread; cancelling it, or completing it in any other way, ends the search within
     *     milliseconds
     * @throws ConfigurationException at once if the difficulty is above 256, which no ID satisfies
     */
    public static CompletableFuture<Identity> mint(int difficulty, Consumer<? super MintingProgress> listener) {
        return mint(difficulty, Runtime.getRuntime().availableProcessors(), listener);
    }

    /**
     * Starts to mint an identity as {@link #mint(int, Consumer)} does, on a number of threads.
     *
     * @param threads at least 1
     */
    public static CompletableFuture<Identity> mint(
            int difficulty, int threads, Consumer<? super MintingProgress> listener) {
        requireSatisfiable(difficulty);
        ConfigurationException.requireAtLeast("threads", threads, 1);
        CompletableFuture<Identity> result = new CompletableFuture<>();
        new SeedSearch(difficulty, listener, result).start(threads);
        return result;
    }

    /** Loads or mints an identity without telling of the progress; see {@link #loadOrMint(Path, int, Consumer)}. */
    public static Identity loadOrMint(Path file, int difficulty) {
        return loadOrMint(file, difficulty, progress -> {});
    }

    /**
     * Loads the identity of a file, or mints one and stores it there if the file does not exist. Blocks until that is done; an
     * interrupt ends the search.
     *
     * @throws IdentityException if the file cannot be used or written, its identity is below the difficulty, or the thread was
     *     interrupted; the message names the path and the remedy
     * @throws ConfigurationException at once if the difficulty is above 256
     */
    public static Identity loadOrMint(Path file, int difficulty, Consumer<? super MintingProgress> listener) {
        return loadOrMint(file, difficulty, () -> mint(difficulty, listener), NO_TIMEOUT);
    }

    /**
     * Loads the identity of a file, or takes that of a search and stores it there if the file does not exist. Blocks until that is done;
     * an interrupt ends the search.
     *
     * @param search begins a search, such as {@link #mint(int, int, Consumer)}; called only if the file does not exist
     * @param timeout how long the search may take
     * @throws IdentityException as {@link #loadOrMint(Path, int, Consumer)} does, and if the search takes longer
     */
    public static Identity loadOrMint(
            Path file, int difficulty, Supplier<CompletableFuture<Identity>> search, Duration timeout) {
        requireSatisfiable(difficulty);
        if (Files.exists(file)) {
            return load(file, difficulty);
        }
        SeedFile.requireCreatable(file);
        return store(file, difficulty, search.get(), timeout);
    }

    private static Identity store(Path file, int difficulty, CompletableFuture<Identity> search, Duration timeout) {
        try {
            Identity minted = search.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (SeedFile.create(file, minted)) {
                return minted;
            }
            minted.destroy();
            return load(file, difficulty); // somebody else was faster
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IdentityException("Minting the identity for " + file + " was interrupted; start again", e);
        } catch (TimeoutException e) {
            throw new IdentityException(
                    "Minting the identity for " + file + " took longer than " + timeout
                            + ": allow more time, or mint it beforehand with the command nodenet identity mint",
                    e);
        } catch (ExecutionException e) {
            throw new IdentityException("Minting the identity for " + file + " failed; see the cause", e);
        } finally {
            search.cancel(true);
        }
    }

    private static void requireSatisfiable(int difficulty) {
        if (difficulty > ProofOfWork.MAX_DIFFICULTY) {
            throw new ConfigurationException("Difficulty " + difficulty
                    + " is unsatisfiable: a NodeID has 256 bits; use the difficulty of your network, such as 16");
        }
    }

    /**
     * Loads the identity of a file.
     *
     * @throws IdentityException if the file cannot be used or its identity is below the difficulty; the message names the path and the
     *     remedy
     */
    public static Identity load(Path file, int difficulty) {
        Identity identity = SeedFile.load(file);
        int bits = identity.nodeId().leadingZeroBits();
        if (bits < difficulty) {
            identity.destroy();
            throw new IdentityException(
                    "The identity file " + file + " has " + bits + (bits == 1 ? " bit" : " bits")
                            + " of work, and difficulty " + difficulty + " needs " + (difficulty - bits)
                            + " more: move the file away to mint a new identity, or name the difficulty of the network it is for");
        }
        return identity;
    }
}
