package io.nodenet;

/** A sealed box could not be made or opened. */
public class SealedBoxException extends NodenetException {
    private static final long serialVersionUID = 1L;

    /** The reasons, in the order in which they are looked for (docs/protocol/03, section 7.3). */
    public enum Reason {
        /** The bytes have not the form of a box. */
        MALFORMED("these bytes are not a sealed box"),
        /** The signature is not the sender's, or the box is for somebody else. */
        BAD_SIGNATURE("the signature does not hold: forged, damaged, or for another recipient"),
        /** The box is too old, or the sender's clock too far ahead. */
        EXPIRED("the box is too old, or one of the two clocks is off"),
        /** An X25519 key is of low order. */
        NO_AGREEMENT("the X25519 key is of low order"),
        /** The content or the additional data is not what was sealed. */
        NOT_DECRYPTED("the box does not open with this additional data"),
        /** The box was opened before. */
        REPLAY("the box was opened before"),
        /** The sender has more fresh boxes than are remembered of one sender. */
        SENDER_LIMIT("the sender has too many fresh boxes: open this one later");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final Reason reason;

    public SealedBoxException(Reason reason) {
        super("Sealed box: " + reason.text);
        this.reason = reason;
    }

    /** Returns why. */
    public Reason reason() {
        return reason;
    }
}
