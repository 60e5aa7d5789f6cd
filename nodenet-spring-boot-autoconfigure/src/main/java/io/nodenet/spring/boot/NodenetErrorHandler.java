package io.nodenet.spring.boot;

import io.nodenet.node.InboundMessage;

/**
 * Handles exceptions thrown by handlers, listener methods and event listeners, and errors such as an {@link AssertionError}. The default
 * logs a warning, with the stack traces of at most ten failures at once and ten a minute; a payload that cannot be converted, or is
 * {@linkplain InvalidPayloadException invalid}, is logged at DEBUG, because remote peers can trigger it at will. A bean of this type
 * replaces it.
 */
@FunctionalInterface
public interface NodenetErrorHandler {
    /**
     * Handles a failure. The remaining handlers of the message are called afterwards, even if this method throws; its exceptions are
     * logged. An {@link InterruptedException} is handled before the interrupt of the thread is restored.
     */
    void handle(InboundMessage message, Throwable failure);
}
