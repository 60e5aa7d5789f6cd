package io.nodenet.node.core.port;

import io.nodenet.node.core.NodeCore;

/** The port through which the core has signatures verified: off the loop, in order per originator. */
public interface CryptoOutput {
    /**
     * Verifies the message of a job; {@link NodeCore#onVerified} follows in a later input.
     *
     * @return false if the pool is full: then nothing follows and the job is the caller's again
     */
    boolean verify(VerificationJob job);
}
