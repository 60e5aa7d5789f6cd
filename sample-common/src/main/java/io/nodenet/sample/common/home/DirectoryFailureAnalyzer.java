package io.nodenet.sample.common.home;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a directory that a sample does not trust with what is its user's. */
class DirectoryFailureAnalyzer extends AbstractFailureAnalyzer<DirectoryException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DirectoryException cause) {
        return new FailureAnalysis(
                "What is kept here would not be safe: " + cause.getMessage(),
                "Do what the description says, or name another directory with sample.directory.",
                cause);
    }
}
