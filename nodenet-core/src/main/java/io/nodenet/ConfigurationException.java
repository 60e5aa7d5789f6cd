package io.nodenet;

import java.time.Duration;

/** A setting is invalid; the message names the setting and the remedy. */
public class ConfigurationException extends NodenetException {
    private static final long serialVersionUID = 1L;
    private static final Duration LONGEST = Duration.ofDays(365);

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Returns a value that is within a range.
     *
     * @param name the setting as the user writes it
     * @param min the smallest valid value
     * @param max the largest valid value
     * @return the value
     * @throws ConfigurationException if the value is out of range
     */
    public static <T extends Comparable<? super T>> T requireRange(String name, T value, T min, T max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new ConfigurationException(name + " is " + value + ": choose a value from " + min + " to " + max);
        }
        return value;
    }

    /**
     * Returns a value that has a lower bound only.
     *
     * @param name the setting as the user writes it
     * @param min the smallest valid value
     * @return the value
     * @throws ConfigurationException if the value is smaller
     */
    public static <T extends Comparable<? super T>> T requireAtLeast(String name, T value, T min) {
        if (value.compareTo(min) < 0) {
            throw new ConfigurationException(name + " is " + value + ": choose at least " + min);
        }
        return value;
    }

    /**
     * Returns a time that is long enough and not absurdly long: at most 365 days, far from where counting in nanoseconds overflows.
     *
     * @param name the setting as the user writes it
     * @param min the shortest valid time
     * @return the time
     * @throws ConfigurationException if the time is out of range
     */
    public static Duration requireTime(String name, Duration value, Duration min) {
        return requireRange(name, value, min, LONGEST);
    }
}
