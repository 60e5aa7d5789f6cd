package io.nodenet.cli;

import io.nodenet.identity.Identity;
import io.nodenet.pow.MintingProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Tells a person how the search for an identity goes, a line every two seconds. Told by one thread at a time. */
final class MintReport {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final double THOUSAND = 1000;

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private volatile long reportedNanos;

    MintReport(PrintWriter out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.reportedNanos = startNanos;
    }

    /** The search begins. */
    void started(Path file, int difficulty) {
        out.printf(
                Locale.ROOT,
                "minting an identity of difficulty %d into %s: about %,.0f tries%n",
                difficulty,
                file,
                Math.scalb(1.0, difficulty));
    }

    /** The search goes on. */
    void progressed(MintingProgress progress) {
        long now = nanoTime.getAsLong();
        if (now - reportedNanos < INTERVAL_NANOS) {
            return;
        }
        reportedNanos = now;
        out.printf(
                Locale.ROOT,
                "  %,d tries in %s, %.1f thousand per second, expected %s altogether%n",
                progress.tries(),
                text(progress.elapsed()),
                progress.triesPerSecond() / THOUSAND,
                text(progress.expected()));
    }

    /** The search is over. */
    void minted(Identity identity) {
        out.printf(
                Locale.ROOT,
                "minted %s after %s%n",
                identity.nodeId(),
                text(Duration.ofNanos(nanoTime.getAsLong() - startNanos)));
    }

    private static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < TimeUnit.MINUTES.toSeconds(2)) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / THOUSAND);
        }
        if (seconds < TimeUnit.HOURS.toSeconds(2)) {
            return duration.toMinutes() + " min";
        }
        return duration.toHours() < TimeUnit.DAYS.toHours(2) ? duration.toHours() + " h" : duration.toDays() + " days";
    }
}
