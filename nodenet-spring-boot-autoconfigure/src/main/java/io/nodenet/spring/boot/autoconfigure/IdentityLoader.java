package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.ConfigurationException;
import io.nodenet.identity.DefaultIdentityFile;
import io.nodenet.identity.Identity;
import io.nodenet.identity.IdentityLock;
import io.nodenet.pow.IdentityMinter;
import io.nodenet.pow.MintingProgress;
import io.nodenet.pow.ProofOfWork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the identity as the properties specify: from a seed or a file, or by minting one. */
final class IdentityLoader {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityLoader.class);
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(5);

    private static final Duration SHORTEST_SEARCH = Duration.ofMillis(1);
    private static final int MAX_THREADS = 1024;

    private final NodenetProperties.Identity settings;
    private final int difficulty;
    private final @Nullable String application;
    private final AtomicLong reportedSeconds = new AtomicLong();

    /**
     * Creates a loader.
     *
     * @param application the name of the application, which names the default file; null or blank if it has none
     */
    IdentityLoader(NodenetProperties.Identity settings, int difficulty, @Nullable String application) {
        this.settings = settings;
        this.difficulty = difficulty;
        this.application = application;
    }

    /**
     * Returns the identity and locks its file; blocks while an identity is minted.
     *
     * @throws io.nodenet.IdentityException if the file is unusable or in use, or the search takes too long
     */
    HeldIdentity load() {
        Settings.requireRange("nodenet.network.difficulty", difficulty, 0, ProofOfWork.MAX_DIFFICULTY);
        Settings.requireRange("nodenet.identity.mint-threads", settings.mintThreads(), 0, MAX_THREADS);
        Settings.requireTime("nodenet.identity.mint-timeout", settings.mintTimeout(), SHORTEST_SEARCH);
        String seed = settings.seed();
        if (seed != null && !seed.isBlank()) {
            return new HeldIdentity(fromSeed(seed.strip()), null, null);
        }
        Path file = file();
        if (!settings.create() && !Files.exists(file)) {
            throw Settings.refused(
                    "nodenet.identity.location",
                    file,
                    "The file does not exist, and nodenet.identity.create is false: specify an existing identity file, or allow its creation.");
        }
        Identity identity = loadOrMint(file);
        return new HeldIdentity(identity, file, IdentityLock.acquire(file));
    }

    private Identity loadOrMint(Path file) {
        return IdentityMinter.loadOrMint(
                file,
                difficulty,
                () -> {
                    LOG.info("Minting an identity of difficulty {} for {}", difficulty, file);
                    return IdentityMinter.mint(difficulty, threads(), this::report);
                },
                settings.mintTimeout());
    }

    /** Returns the file of the identity, whether or not it exists yet. */
    Path file() {
        Path location = settings.location();
        if (location != null) {
            return Settings.expand("nodenet.identity.location", location);
        }
        return application == null || application.isBlank()
                ? DefaultIdentityFile.path()
                : DefaultIdentityFile.path(application.strip());
    }

    private int threads() {
        return settings.mintThreads() == 0 ? Runtime.getRuntime().availableProcessors() : settings.mintThreads();
    }

    private void report(MintingProgress progress) {
        long seconds = progress.elapsed().toSeconds();
        if (seconds - reportedSeconds.get() >= REPORT_INTERVAL.toSeconds()) {
            reportedSeconds.set(seconds);
            LOG.info(
                    "Still minting: {} attempts in {} s; the average search takes {} s",
                    progress.tries(),
                    seconds,
                    progress.expected().toSeconds());
        }
    }

    private Identity fromSeed(String seed) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(seed);
        } catch (IllegalArgumentException e) {
            throw seedRefused();
        }
        if (bytes.length != Identity.SEED_LENGTH) {
            throw seedRefused();
        }
        Identity identity = Identity.fromSeed(bytes);
        if (!ProofOfWork.satisfies(identity.nodeId(), difficulty)) {
            int bits = identity.nodeId().leadingZeroBits();
            identity.destroy();
            throw new ConfigurationException("the NodeID of nodenet.identity.seed has " + bits
                    + " leading zero bits, and nodenet.network.difficulty is " + difficulty
                    + ": mint an identity for this network, or set the network's difficulty");
        }
        return identity;
    }

    /** Returns an exception without the value, which an exception about an invalid property would contain. */
    private static ConfigurationException seedRefused() {
        return new ConfigurationException("nodenet.identity.seed is not " + 2 * Identity.SEED_LENGTH
                + " hex digits: look for missing or other characters");
    }
}
