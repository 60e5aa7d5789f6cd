package io.nodenet.spring.boot;

import org.springframework.core.ResolvableType;

/**
 * Turns objects of the application into payloads and back; a bean of this type replaces the default, which takes bytes, text, and JSON
 * where Jackson 3 is on the class path. Thread-safe.
 */
public interface NodenetMessageConverter {
    /**
     * Answers the payload for an object.
     *
     * @throws MessageConversionException if there is none
     */
    byte[] toPayload(Object object);

    /**
     * Answers the object that a payload holds.
     *
     * @param payload bytes of a stranger
     * @throws MessageConversionException if it holds no object of the type
     */
    Object fromPayload(byte[] payload, ResolvableType type);
}
