package io.nodenet.spring.boot;

import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.observation.ProcessOutcome;

/**
 * Takes the messages that came to nothing, to store or to count them: those with which a handler failed, at once or later, those that no listener could
 * convert, those whose payload is invalid, those for which
 * the queue of a listener had no room, and those that nobody handles. Requests are among them, although their peers are told. A bean of this type is called if there is one.
 */
@FunctionalInterface
public interface NodenetDeadLetterHandler {
    /**
     * Takes a message, after all its handlers were called, on their thread or, if a stage failed, on that of the stage. Peers cause calls at will: what is
     * kept of them is bounded. What it throws is logged.
     *
     * @param outcome {@link ProcessOutcome#FAILURE}, {@link ProcessOutcome#UNCONVERTIBLE}, {@link ProcessOutcome#INVALID}, {@link
     *     ProcessOutcome#QUEUE_FULL} or {@link ProcessOutcome#UNHANDLED}
     */
    void handle(InboundMessage message, ProcessOutcome outcome);
}
