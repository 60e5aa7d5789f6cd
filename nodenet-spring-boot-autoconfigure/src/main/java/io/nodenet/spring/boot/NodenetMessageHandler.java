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
     * @throws Exception anything goes to the {@link NodenetErrorHandler}; the next message follows
     */
    void handle(InboundMessage message) throws Exception;
}
