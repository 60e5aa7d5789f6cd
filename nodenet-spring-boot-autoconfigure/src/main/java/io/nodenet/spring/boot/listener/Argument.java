package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.message.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/** Creates one argument of a listener method from a message. Thread-safe. */
@FunctionalInterface
interface Argument {
    /**
     * Returns the argument.
     *
     * @throws io.nodenet.spring.boot.MessageConversionException if the message does not have it
     * @throws io.nodenet.spring.boot.InvalidPayloadException if the payload violates its constraints
     */
    @Nullable
    Object of(ReceivedMessage message);
}
