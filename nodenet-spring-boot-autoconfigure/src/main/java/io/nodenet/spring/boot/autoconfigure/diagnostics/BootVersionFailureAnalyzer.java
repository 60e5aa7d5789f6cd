package io.nodenet.spring.boot.autoconfigure.diagnostics;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains that the application uses an unsupported version of Spring Boot. */
final class BootVersionFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedBootVersionException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedBootVersionException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".",
                "Use Spring Boot 4.0.7 or newer: Spring Boot 3.5 manages Netty 4.1, which has no QUIC codec. Without Spring Boot,"
                        + " nodenet-core can be used as a plain library.",
                cause);
    }
}
