package io.nodenet.spring.boot;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/** Converts bytes as they are and text as UTF-8. */
public class SimpleMessageConverter implements NodenetMessageConverter {
    private static final String TEXT = "text/plain;charset=utf-8";
    private static final String REMEDY =
            "add spring-boot-starter-jackson for JSON, or define a NodenetMessageConverter bean";

    @Override
    public byte[] toPayload(Object object) {
        if (object instanceof byte[] bytes) {
            return bytes;
        }
        if (object instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        throw new MessageConversionException(
                "Cannot convert a " + object.getClass().getName() + " to a payload: send byte[] or String, " + REMEDY);
    }

    @Override
    public @Nullable String contentType(Object object) {
        return object instanceof String ? TEXT : null;
    }

    @Override
    public void checkType(ResolvableType type) {
        Class<?> wanted = type.toClass();
        if (wanted != byte[].class && wanted != Object.class && wanted != String.class) {
            throw unsupported(type);
        }
    }

    @Override
    public Object fromPayload(byte[] payload, ResolvableType type) {
        Class<?> wanted = type.toClass();
        if (wanted == byte[].class || wanted == Object.class) {
            return payload;
        }
        if (wanted == String.class) {
            return text(payload);
        }
        throw unsupported(type);
    }

    private static MessageConversionException unsupported(ResolvableType type) {
        return new MessageConversionException(
                "Cannot convert a payload to " + type + ": declare byte[] or String, " + REMEDY);
    }

    private static String text(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MessageConversionException("The payload is not UTF-8", e);
        }
    }
}
