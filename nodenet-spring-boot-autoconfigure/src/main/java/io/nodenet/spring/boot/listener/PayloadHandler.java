package io.nodenet.spring.boot.listener;

import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.message.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/** A handler that is selected by the type of a message and its sender. */
interface PayloadHandler extends NodenetMessageHandler {
    /** The kind of reply that a handler gives to a request. */
    enum Answer {
        /** None: calling it does not answer the request. */
        NONE,
        /** An acknowledgement that the message was handled. */
        ACKNOWLEDGEMENT,
        /** A value. */
        VALUE
    }

    @Override
    default void handle(InboundMessage message) throws Exception {
        ReceivedMessage received = ReceivedMessage.of(message);
        if (accepts(received)) {
            handle(received);
        }
    }

    /** Returns whether the message is for this handler. */
    boolean accepts(ReceivedMessage message);

    /** Returns the kind of reply that the handler gives to a request. */
    default Answer answer() {
        return Answer.NONE;
    }

    /** Returns the queue in which messages wait for the handler, null if they never do. */
    default @Nullable ListenerLane lane() {
        return null;
    }

    /**
     * Handles a message that it accepts.
     *
     * @return a value, or its {@link java.util.concurrent.CompletionStage}; null for none
     * @throws Exception as {@link NodenetMessageHandler#handle} does
     */
    @Nullable
    Object handle(ReceivedMessage message) throws Exception;
}
