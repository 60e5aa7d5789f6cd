package io.nodenet.spring.boot.autoconfigure.diagnostics;

import io.nodenet.IdentityException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains an identity file that cannot be used. */
final class IdentityFailureAnalyzer extends AbstractFailureAnalyzer<IdentityException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, IdentityException cause) {
        return new FailureAnalysis(
                "The node has no identity: " + cause.getMessage() + ".",
                "Do what the description says, or name another file with nodenet.identity.location; nodenet.network.difficulty is the"
                        + " difficulty of the network to join, nodenet.identity.mint-timeout bounds the search for a new identity.",
                cause);
    }
}
