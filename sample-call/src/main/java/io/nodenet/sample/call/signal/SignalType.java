package io.nodenet.sample.call.signal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of signals, with the words used in documents. */
public enum SignalType {
    /** {@link Signal.ContactRequest}. */
    CONTACT_REQUEST,
    /** {@link Signal.ContactAccept}. */
    CONTACT_ACCEPT,
    /** {@link Signal.Ring}. */
    RING,
    /** {@link Signal.Ringing}. */
    RINGING,
    /** {@link Signal.Accept}. */
    ACCEPT,
    /** {@link Signal.Refuse}. */
    REFUSE,
    /** {@link Signal.Busy}. */
    BUSY,
    /** {@link Signal.HangUp}. */
    HANG_UP;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Returns the word. */
    public String word() {
        return word;
    }

    /** Returns the kind with a word, null if there is none. */
    static @Nullable SignalType of(String word) {
        for (SignalType type : values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        return null;
    }
}
