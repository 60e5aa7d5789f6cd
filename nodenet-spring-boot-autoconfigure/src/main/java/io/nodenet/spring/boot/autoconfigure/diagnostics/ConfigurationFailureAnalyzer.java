package io.nodenet.spring.boot.autoconfigure.diagnostics;

import io.nodenet.ConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains settings that are valid individually but that the core refuses in combination. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
        return new FailureAnalysis(
                "The configuration of the node is invalid: " + cause.getMessage() + ".",
                "Correct the nodenet.* properties, or the customizer that changed the setting.",
                cause);
    }
}
