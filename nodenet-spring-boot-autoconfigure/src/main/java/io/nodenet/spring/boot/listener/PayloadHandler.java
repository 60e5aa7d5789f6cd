package io.nodenet.spring.boot.listener;

import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.message.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/** A handler that is chosen by what a message is and who sent it. */
interface PayloadHandler extends NodenetMessageHandler {
    /** What a handler has for a peer that has asked. */
    enum Answer {
        /** Nothing: that it is called says nothing of the request. */
        NONE,
        /** That the message was handled. */
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

    /** Returns what the handler has for a peer that has asked. */
    default Answer answer() {
        return Answer.NONE;
    }

    /** Returns where messages wait for the handler, null if they never do. */
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
