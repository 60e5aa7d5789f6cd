package io.nodenet.spring.boot;

import io.nodenet.spring.boot.message.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * Converts objects of the application to payloads and back. A bean of this type replaces the default, which converts bytes, text and,
 * where the application has a {@code JsonMapper}, JSON. Thread-safe.
 */
public interface NodenetMessageConverter {
    /**
     * Returns the payload for an object.
     *
     * @throws MessageConversionException if there is none
     */
    byte[] toPayload(Object object);

    /**
     * Returns the media type of the payloads that {@link #toPayload} makes of an object, which travels in front of them; null if that says nothing, as of
     * bytes. The default says nothing.
     */
    default @Nullable String contentType(Object object) {
        return null;
    }

    /**
     * Checks that payloads can be converted to a type. Called for the payload of each {@link NodenetListener} method when the
     * application starts, which fails if this method throws. The default accepts every type.
     *
     * @throws MessageConversionException if no payload can be converted to the type; the message names the remedy
     */
    default void checkType(ResolvableType type) {}

    /**
     * Returns the object that a payload holds.
     *
     * @param payload bytes of a stranger
     * @throws MessageConversionException if it holds no object of the type
     */
    Object fromPayload(byte[] payload, ResolvableType type);

    /**
     * Returns the object that a message holds. The default converts its body, whatever the headers say.
     *
     * @throws MessageConversionException if it holds no object of the type
     */
    default Object fromMessage(ReceivedMessage message, ResolvableType type) {
        return fromPayload(message.body(), type);
    }
}
