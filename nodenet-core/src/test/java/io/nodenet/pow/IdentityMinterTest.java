package io.nodenet.pow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.ConfigurationException;
import io.nodenet.IdentityException;
import io.nodenet.identity.Identity;
import io.nodenet.identity.SeedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class IdentityMinterTest {
    private static final int HOPELESS = 200;

    @TempDir
    Path directory;

    @Test
    void mintedIdentitySatisfiesTheDifficulty() {
        Identity identity = IdentityMinter.mint(8).join();

        assertThat(ProofOfWork.satisfies(identity.nodeId(), 8)).isTrue();
        assertThat(Identity.fromSeed(identity.seed()).nodeId()).isEqualTo(identity.nodeId());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void everyNumberOfThreadsFindsAnIdentity(int threads) {
        for (int difficulty = 1; difficulty <= 12; difficulty++) {
            Identity identity =
                    IdentityMinter.mint(difficulty, threads, progress -> {}).join();

            assertThat(identity.nodeId().leadingZeroBits()).isGreaterThanOrEqualTo(difficulty);
            assertThat(identity.isNew()).isTrue();
            assertThat(Identity.fromSeed(identity.seed()).nodeId()).isEqualTo(identity.nodeId());
        }
    }

    @Test
    void difficultyZeroAndBelowTakesTheFirstSeed() {
        assertThat(IdentityMinter.mint(0).join()).isNotNull();
        assertThat(IdentityMinter.mint(-5).join()).isNotNull();
    }

    @Test
    void difficultyBeyondTheIdFailsAtOnce() {
        Path file = directory.resolve("seed");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> IdentityMinter.mint(257))
                .withMessageContaining("257 is unsatisfiable");
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> IdentityMinter.loadOrMint(file, 257));
        assertThat(file).doesNotExist();
    }

    @Test
    void searchWithoutAThreadIsRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> IdentityMinter.mint(8, 0, progress -> {}))
                .withMessageContaining("threads is 0");
    }

    @Test
    void searchThatTakesTooLongIsEndedAndLeavesNoFile() {
        Path file = directory.resolve("seed");
        CompletableFuture<Identity> search = IdentityMinter.mint(HOPELESS, 1, progress -> {});

        assertThatExceptionOfType(IdentityException.class)
                .isThrownBy(() -> IdentityMinter.loadOrMint(file, HOPELESS, () -> search, Duration.ofMillis(50)))
                .withMessageContainingAll(file.toString(), "took longer than PT0.05S");
        assertThat(search).isCancelled();
        assertThat(file).doesNotExist();
    }

    @Test
    void cancellingEndsTheThreads() throws InterruptedException {
        CompletableFuture<Identity> search = IdentityMinter.mint(HOPELESS);
        List<Thread> threads = minterThreads();
        assertThat(threads).isNotEmpty().allMatch(Thread::isDaemon);

        search.cancel(true);

        for (Thread thread : threads) {
            thread.join(5_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void progressGrowsAndComesAtMostFourTimesASecond() throws InterruptedException {
        ConcurrentLinkedQueue<MintingProgress> reports = new ConcurrentLinkedQueue<>();
        CountDownLatch three = new CountDownLatch(3);
        CompletableFuture<Identity> search = IdentityMinter.mint(HOPELESS, progress -> {
            reports.add(progress);
            three.countDown();
        });

        assertThat(three.await(30, TimeUnit.SECONDS)).isTrue();
        search.cancel(true);

        List<MintingProgress> seen = new ArrayList<>(reports);
        for (int i = 0; i < seen.size(); i++) {
            MintingProgress progress = seen.get(i);
            assertThat(progress.difficulty()).isEqualTo(HOPELESS);
            assertThat(progress.tries()).isPositive();
            assertThat(progress.triesPerSecond()).isPositive();
            assertThat(progress.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(250L * (i + 1)));
            assertThat(progress.expected()).isGreaterThan(Duration.ofDays(365_000));
        }
        assertThat(seen.get(2).tries()).isGreaterThan(seen.get(0).tries());
    }

    @Test
    void expectedTimeIsTheTriesOverTheRate() {
        MintingProgress progress = MintingProgress.of(16, 32_768, 1_000_000_000);

        assertThat(progress.triesPerSecond()).isEqualTo(32_768.0);
        assertThat(progress.expected()).isEqualTo(Duration.ofSeconds(2));
        assertThat(MintingProgress.of(256, 1, 1_000_000_000).expected()).isEqualTo(Duration.ofSeconds(Long.MAX_VALUE));
    }

    @Test
    void throwingListenerFailsTheSearch() {
        CompletableFuture<Identity> search = IdentityMinter.mint(HOPELESS, progress -> {
            throw new IllegalStateException("broken listener");
        });

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(search::join)
                .withMessageContaining("broken listener");
    }

    @Test
    void secondCallLoadsWhatTheFirstMinted() {
        Path file = directory.resolve("new").resolve("seed");

        Identity minted = IdentityMinter.loadOrMint(file, 4);

        assertThat(ProofOfWork.satisfies(minted.nodeId(), 4)).isTrue();
        assertThat(minted.isNew()).isTrue();
        assertThat(IdentityMinter.loadOrMint(file, 4).isNew())
                .as("an earlier process may have used it")
                .isFalse();
        assertThat(IdentityMinter.loadOrMint(file, 4).nodeId()).isEqualTo(minted.nodeId());
    }

    @Test
    void L14_storedIdentityBelowTheDifficultyIsRefusedAndToldByHowMuch() {
        Path file = directory.resolve("seed");
        byte[] oneToThirtyTwo = new byte[32];
        for (int i = 0; i < oneToThirtyTwo.length; i++) {
            oneToThirtyTwo[i] = (byte) (i + 1);
        }
        SeedFile.create(file, Identity.fromSeed(oneToThirtyTwo)); // NodeID 45cd…: one bit

        assertThatExceptionOfType(IdentityException.class)
                .isThrownBy(() -> IdentityMinter.loadOrMint(file, 16))
                .withMessageContaining(file.toString())
                .withMessageContaining("has 1 bit of work, and difficulty 16 needs 15 more");
        assertThat(IdentityMinter.loadOrMint(file, 1).nodeId().leadingZeroBits())
                .isEqualTo(1);
    }

    @Test
    void interruptEndsTheSearchAndLeavesNoFile() throws InterruptedException {
        Path file = directory.resolve("seed");
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                IdentityMinter.loadOrMint(file, HOPELESS);
            } catch (IdentityException e) {
                failure.complete(Thread.currentThread().isInterrupted() ? e : new AssertionError("flag lost"));
            }
        });
        caller.start();
        while (minterThreads().isEmpty()) {
            Thread.onSpinWait();
        }
        caller.interrupt();

        assertThat(failure.join()).isInstanceOf(IdentityException.class).hasMessageContaining("interrupted");
        caller.join();
        assertThat(Files.exists(file)).isFalse();
        for (Thread thread : minterThreads()) {
            thread.join(5_000);
        }
    }

    private static List<Thread> minterThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("nodenet-minter-"))
                .toList();
    }
}
