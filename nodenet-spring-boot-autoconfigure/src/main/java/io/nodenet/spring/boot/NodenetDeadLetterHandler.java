package io.nodenet.spring.boot;

import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.observation.ProcessOutcome;

/**
 * Receives the messages that could not be handled, to store or count them: those for which a handler failed, immediately or later, those
 * that a listener could not convert, those with an invalid payload, those for which the queue of a listener had no room, and those without
 * a handler. This includes requests, although their senders are notified. A bean of this type is called if there is one.
 */
@FunctionalInterface
public interface NodenetDeadLetterHandler {
    /**
     * Receives a message after all its handlers were called, on their thread or, if a stage failed, on the thread of the stage. Peers can
     * cause calls at will, so bound what is kept of them. Exceptions thrown by this method are logged.
     *
     * @param outcome {@link ProcessOutcome#FAILURE}, {@link ProcessOutcome#UNCONVERTIBLE}, {@link ProcessOutcome#INVALID}, {@link
     *     ProcessOutcome#QUEUE_FULL} or {@link ProcessOutcome#UNHANDLED}
     */
    void handle(InboundMessage message, ProcessOutcome outcome);
}
