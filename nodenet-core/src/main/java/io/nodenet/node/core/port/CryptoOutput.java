package io.nodenet.node.core.port;

import io.nodenet.node.core.NodeCore;

/** The port through which the core has messages signed and signatures verified, both off the loop. */
public interface CryptoOutput {
    /**
     * Verifies the message of a job, in order per originator; {@link NodeCore#onVerified} follows in a later input.
     *
     * @return false if the pool is full: then nothing follows and the job is the caller's again
     */
    boolean verify(VerificationJob job);

    /**
     * Checks the signature of a job; {@link NodeCore#onChecked} follows in a later input.
     *
     * @return false if the pool is full: then nothing follows
     */
    boolean check(CheckJob job);

    /**
     * Signs the message of a job, with the wall clock's time; {@link NodeCore#onSigned} follows in a later input.
     *
     * @return false if the pool is full: then nothing follows
     */
    boolean sign(SigningJob job);
}
