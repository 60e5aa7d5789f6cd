package io.nodenet.fact;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far the wall clock of a node is off, as far as its neighbours tell (W-35). Immutable.
 *
 * @param ahead by how much it is ahead of theirs, negative if it is behind; null if too few of them have passed on a message lately
 * @param neighbours how many of them were heard
 */
public record ClockSkew(@Nullable Duration ahead, int neighbours) {
    /** Nothing is known. */
    public static final ClockSkew UNKNOWN = new ClockSkew(null, 0);

    /** How far a clock can be off before every other node drops the messages of its node, and it drops theirs. */
    public static final Duration TOLERANCE = Duration.ofSeconds(30);

    /**
     * How far it must seem to be off before that is told: a message that was signed as early as a neighbour tolerates is older when it has
     * come here, and anybody can sign such messages.
     */
    public static final Duration ALARM = TOLERANCE.plusSeconds(5);

    private static final int LARGE = 100;

    /** Returns whether the clock is known to be off by more than {@link #ALARM}. */
    public boolean isExcessive() {
        return ahead != null && ahead.abs().compareTo(ALARM) > 0;
    }

    /** Returns the skew for people, such as {@code 120 s ahead} or {@code unknown}. */
    public String describe() {
        if (ahead == null) {
            return "unknown";
        }
        Duration size = ahead.abs();
        return amount(size) + (ahead.isNegative() ? " behind" : " ahead");
    }

    private static String amount(Duration size) {
        if (size.toHours() >= LARGE) {
            return size.toDays() + " days";
        }
        if (size.toMinutes() >= LARGE) {
            return size.toHours() + " h " + size.toMinutesPart() + " min";
        }
        return size.toSeconds() + " s";
    }
}
