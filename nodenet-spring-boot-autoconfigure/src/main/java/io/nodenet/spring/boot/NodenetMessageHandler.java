package io.nodenet.spring.boot;

import io.nodenet.node.InboundMessage;

/**
 * Handles each inbound message; beans of this type are called in order, before {@link NodenetListener} methods.
 *
 * <p>Called on a thread of the listener container: sequentially for the messages of one originator, concurrently for those of different
 * originators, up to {@code nodenet.listener.concurrency}.
 */
@FunctionalInterface
public interface NodenetMessageHandler {
    /**
     * Handles a message.
     *
     * @throws Exception is passed to the {@link NodenetErrorHandler}, as errors are; the remaining handlers of the message and the next
     *     message follow
     */
    void handle(InboundMessage message) throws Exception;
}
