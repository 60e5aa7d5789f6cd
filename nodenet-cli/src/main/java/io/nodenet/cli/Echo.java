package io.nodenet.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The echo convention of the conformance suite: a message is answered with {@code echo:} and its payload, an echo is not. */
final class Echo {
    private static final byte[] PREFIX = "echo:".getBytes(StandardCharsets.US_ASCII);

    private Echo() {}

    /** Answers the payload of the answer, or null when none is due. */
    static byte @Nullable [] answerTo(byte[] payload) {
        if (payload.length >= PREFIX.length && Arrays.equals(payload, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            return null;
        }
        byte[] answer = Arrays.copyOf(PREFIX, PREFIX.length + payload.length);
        System.arraycopy(payload, 0, answer, PREFIX.length, payload.length);
        return answer;
    }
}
