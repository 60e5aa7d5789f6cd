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
     * @throws MessageConversionException if the object cannot be converted
     */
    byte[] toPayload(Object object);

    /**
     * Returns the media type of the payloads that {@link #toPayload} produces for an object, which is sent as a header; null for none, as
     * for bytes. The default returns null.
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
     * Converts a payload to an object.
     *
     * @param payload untrusted bytes of a peer
     * @throws MessageConversionException if it cannot be converted to the type
     */
    Object fromPayload(byte[] payload, ResolvableType type);

    /**
     * Converts a message to an object. The default converts its body, regardless of the headers.
     *
     * @throws MessageConversionException if it cannot be converted to the type
     */
    default Object fromMessage(ReceivedMessage message, ResolvableType type) {
        return fromPayload(message.body(), type);
    }
}
