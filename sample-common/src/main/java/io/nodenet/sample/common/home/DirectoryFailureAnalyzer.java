package io.nodenet.sample.common.home;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a directory that is not safe for the data of a sample's user. */
class DirectoryFailureAnalyzer extends AbstractFailureAnalyzer<DirectoryException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DirectoryException cause) {
        return new FailureAnalysis(
                "The directory is not safe for private data: " + cause.getMessage(),
                "Follow the description, or specify another directory with sample.directory.",
                cause);
    }
}
