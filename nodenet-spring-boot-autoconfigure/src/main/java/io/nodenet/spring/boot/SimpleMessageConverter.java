package io.nodenet.spring.boot;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.ResolvableType;

/** Converts bytes as they are and text as UTF-8. */
public class SimpleMessageConverter implements NodenetMessageConverter {
    @Override
    public byte[] toPayload(Object object) {
        if (object instanceof byte[] bytes) {
            return bytes;
        }
        if (object instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        throw new MessageConversionException(
                "No payload for a " + object.getClass().getName()
                        + ": send bytes or text, add Jackson 3 for JSON, or define a NodenetMessageConverter");
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
        throw new MessageConversionException("No " + type + " in a payload: take bytes or text, add Jackson 3 for JSON,"
                + " or define a NodenetMessageConverter");
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
