package io.nodenet.spring.boot.event;

import io.nodenet.node.InboundMessage;

/**
 * An inbound message; published on the threads of the listener container, in order per originator, unless {@code nodenet.events.messages}
 * is false.
 *
 * @param message the message
 */
public record MessageReceivedEvent(InboundMessage message) {}
