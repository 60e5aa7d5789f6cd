package io.nodenet.spring.boot.autoconfigure.diagnostics;

import io.nodenet.IdentityException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains an unusable identity file. */
final class IdentityFailureAnalyzer extends AbstractFailureAnalyzer<IdentityException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, IdentityException cause) {
        return new FailureAnalysis(
                "The node has no identity: " + cause.getMessage() + ".",
                "Follow the description, or specify another file with nodenet.identity.location; nodenet.network.difficulty is the"
                        + " difficulty of the network to join, nodenet.identity.mint-timeout limits the search for a new identity.",
                cause);
    }
}
