package io.nodenet.spring.boot;

import io.nodenet.node.InboundMessage;

/**
 * Is told of what handlers, listener methods and event listeners threw. The default logs a warning, and a payload that was not understood
 * at DEBUG, for strangers may cause that at will. A bean of this type replaces it.
 */
@FunctionalInterface
public interface NodenetErrorHandler {
    void handle(InboundMessage message, Throwable failure);
}
