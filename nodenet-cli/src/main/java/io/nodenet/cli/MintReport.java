package io.nodenet.cli;

import io.nodenet.identity.Identity;
import io.nodenet.pow.MintingProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Shows the progress of the search for an identity to a user, one line every two seconds. Called by one thread at a time. */
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

    /** The search starts. */
    void started(Path file, int difficulty) {
        out.printf(
                Locale.ROOT,
                "minting an identity of difficulty %d into %s: about %,.0f attempts%n",
                difficulty,
                file,
                Math.scalb(1.0, difficulty));
    }

    /** The search continues. */
    void progressed(MintingProgress progress) {
        long now = nanoTime.getAsLong();
        if (now - reportedNanos < INTERVAL_NANOS) {
            return;
        }
        reportedNanos = now;
        out.printf(
                Locale.ROOT,
                "  %,d attempts in %s, %.1f thousand per second, expected %s in total%n",
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
