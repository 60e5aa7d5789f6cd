package io.nodenet.sample.call.media;

/** Tracks which of the last 64 numbers have been seen. Not thread-safe. */
final class SeenWindow {
    private static final int SIZE = Long.SIZE;

    private boolean begun;
    private int highest;
    private long newestStamp;
    private long seen;

    /** The classification of a number. */
    enum Verdict {
        NEW,
        /** The sender has restarted its numbering: a later frame has a lower number. */
        RESTART,
        DUPLICATE,
        LATE
    }

    Verdict take(int number, long stamp) {
        int step = number - highest;
        if (!begun || step <= 0 && stamp > newestStamp) {
            Verdict verdict = begun ? Verdict.RESTART : Verdict.NEW;
            begun = true;
            highest = number;
            newestStamp = stamp;
            seen = 1;
            return verdict;
        }
        if (step > 0) {
            seen = step >= SIZE ? 1 : seen << step | 1;
            highest = number;
            newestStamp = Math.max(newestStamp, stamp);
            return Verdict.NEW;
        }
        if (step <= -SIZE) {
            return Verdict.LATE;
        }
        long bit = 1L << -step;
        if ((seen & bit) != 0) {
            return Verdict.DUPLICATE;
        }
        seen |= bit;
        return Verdict.NEW;
    }
}
