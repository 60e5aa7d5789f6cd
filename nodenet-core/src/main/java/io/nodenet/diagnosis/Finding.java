package io.nodenet.diagnosis;

import io.nodenet.metrics.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a diagnosis. Immutable; shows addresses and NodeIDs, never a secret.
 *
 * @param check what was looked at
 * @param level how bad it is
 * @param summary what is the case, in one line for people
 * @param evidence what tells so, for people, {@value #MAX_EVIDENCE} lines at most
 * @param remedy what to change; null if there is nothing to change
 */
public record Finding(
        Check check,
        Level level,
        String summary,
        List<String> evidence,
        @Nullable String remedy) {
    /** The most lines of evidence that are kept. */
    public static final int MAX_EVIDENCE = 16;

    /** Copies the list, as far as it is kept. */
    public Finding {
        evidence = List.copyOf(evidence.subList(0, Math.min(evidence.size(), MAX_EVIDENCE)));
    }

    static Finding ok(Check check, String summary, List<String> evidence) {
        return new Finding(check, Level.OK, summary, evidence, null);
    }

    static Finding unknown(Check check, String summary, List<String> evidence, String remedy) {
        return new Finding(check, Level.UNKNOWN, summary, evidence, remedy);
    }

    static Finding warning(Check check, String summary, List<String> evidence, String remedy) {
        return new Finding(check, Level.WARNING, summary, evidence, remedy);
    }

    static Finding problem(Check check, String summary, List<String> evidence, String remedy) {
        return new Finding(check, Level.PROBLEM, summary, evidence, remedy);
    }

    /** Returns the stable ID, such as {@code socket-buffers}. */
    public String id() {
        return Labels.of(check);
    }
}
