package io.nodenet.wire;

/**
 * How the decoding or checking of untrusted bytes ended: accepted, or the first step that failed (docs/protocol/01, section 0).
 *
 * <p>Peers see accept or reject only; the reason is for counters and tests.
 */
public enum Outcome {
    /** Accepted. */
    OK("ok"),
    /**
     * The input ends too early, a varint is malformed, a declared length runs past the end, or bytes are left over where none may
     * be; of an encoder, the destination is too small.
     */
    SHORT_BUFFER("short_buffer"),
    /** The version byte of a frame is not 1. */
    BAD_VERSION("bad_version"),
    /** The declared payload of a frame is above 1,048,576 bytes. */
    FRAME_TOO_LARGE("frame_too_large"),
    /** A routed message lists more than 3 IDs to avoid. */
    AVOID_TOO_LARGE("avoid_too_large"),
    /** An address or a list of addresses is malformed. */
    BAD_ADDRESS("bad_addr"),
    /** A list of addresses is longer than its cap. */
    TOO_MANY_ADDRESSES("too_many_addrs"),
    /** A signature is not valid under its key. */
    BAD_SIGNATURE("bad_signature"),
    /** A message is meant for somebody else. */
    WRONG_TARGET("wrong_target"),
    /** An answer carries another nonce than the question. */
    NONCE_MISMATCH("nonce_mismatch"),
    /** A signed time is outside of its window. */
    EXPIRED("expired"),
    /** A sealed box does not open. */
    DECRYPT_FAILED("decrypt_failed"),
    /** A key agreement yielded the all-zero secret. */
    ECDH_FAILED("ecdh_failed"),
    /** The same message was seen before. */
    REPLAY("replay");

    private final String token;

    Outcome(String token) {
        this.token = token;
    }

    /** Returns the name of this outcome in the protocol texts and vectors. */
    public String token() {
        return token;
    }

    /** Returns whether the input was accepted. */
    public boolean isOk() {
        return this == OK;
    }
}
