package io.nodenet.spring.boot.listener;

import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.message.ReceivedMessage;

/** A handler that is chosen by what a message is and who sent it. */
interface PayloadHandler extends NodenetMessageHandler {
    @Override
    default void handle(InboundMessage message) throws Exception {
        ReceivedMessage received = ReceivedMessage.of(message);
        if (accepts(received)) {
            handle(received);
        }
    }

    /** Returns whether the message is for this handler. */
    boolean accepts(ReceivedMessage message);

    /**
     * Handles a message that it accepts.
     *
     * @throws Exception as {@link NodenetMessageHandler#handle} does
     */
    void handle(ReceivedMessage message) throws Exception;
}
