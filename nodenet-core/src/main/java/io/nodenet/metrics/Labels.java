package io.nodenet.metrics;

import java.util.Locale;

/** Names constants of enums for metrics, snapshots, logs and the console. */
public final class Labels {
    private Labels() {}

    /** Returns the name in kebab case: {@code FRAMES_SENT} is {@code frames-sent}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
