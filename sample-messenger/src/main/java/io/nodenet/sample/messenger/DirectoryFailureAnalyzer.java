package io.nodenet.sample.messenger;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a directory that the messenger does not trust with messages. */
class DirectoryFailureAnalyzer extends AbstractFailureAnalyzer<DirectoryException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DirectoryException cause) {
        return new FailureAnalysis(
                "The messenger cannot keep messages safe: " + cause.getMessage(),
                "Do what the description says, or name another directory with messenger.directory.",
                cause);
    }
}
