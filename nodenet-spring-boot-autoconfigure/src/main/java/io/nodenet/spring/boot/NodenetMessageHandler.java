package io.nodenet.spring.boot;

import io.nodenet.node.InboundMessage;

/**
 * Handles each inbound message; beans of this type are called in their order, before {@link NodenetListener} methods.
 *
 * <p>Called on a thread of the listener container: messages of one originator one after the other, those of different ones up to {@code
 * nodenet.listener.concurrency} at the same time.
 */
@FunctionalInterface
public interface NodenetMessageHandler {
    /**
     * Handles a message.
     *
     * @throws Exception goes to the {@link NodenetErrorHandler}, as errors do; the other handlers of the message and the next message follow
     */
    void handle(InboundMessage message) throws Exception;
}
