package io.nodenet.node.run;

import io.nodenet.identity.Identity;
import io.nodenet.node.core.port.SigningJob;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.routed.SignedMessage;
import java.util.function.LongSupplier;

/**
 * Does on the crypto threads what takes the secret of the node.
 *
 * @param sentClock gives each message its signed time
 * @param wallNanos nanoseconds since 1970
 */
public record OwnKeys(Identity identity, SentClock sentClock, LongSupplier wallNanos) {
    SignedMessage sign(SigningJob job) {
        return job.sign(identity, sentClock.next());
    }

    /** Opens what a verified message carries for this node alone. */
    void open(VerificationJob job) {
        job.open(identity, wallNanos.getAsLong());
    }
}
