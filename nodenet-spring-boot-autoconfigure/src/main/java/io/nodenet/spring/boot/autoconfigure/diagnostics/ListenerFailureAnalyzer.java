package io.nodenet.spring.boot.autoconfigure.diagnostics;

import io.nodenet.spring.boot.listener.InvalidListenerException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a listener method that cannot receive messages. */
final class ListenerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidListenerException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidListenerException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".",
                "Change the method, the dependencies or the NodenetMessageConverter bean as described.",
                cause);
    }
}
