package io.nodenet.spring.boot;

import io.nodenet.spring.boot.message.PayloadTypes;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.util.function.Function;
import org.springframework.core.ResolvableType;

/**
 * Converts a reply to the requested type.
 *
 * @param <T> the requested type
 */
final class ReplyReader<T> implements Function<ReceivedMessage, T> {
    private final NodenetMessageConverter converter;
    private final ResolvableType type;
    private final boolean isVoid;

    /**
     * Creates a reader.
     *
     * @throws MessageConversionException if no payload can be converted to the type
     */
    ReplyReader(NodenetMessageConverter converter, ResolvableType type) {
        this.converter = converter;
        this.type = type;
        this.isVoid = type.toClass() == Void.class;
        if (!isVoid) {
            converter.checkType(type);
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the converter returns an instance of the type, and null is a Void
    public T apply(ReceivedMessage reply) {
        if (isVoid) {
            return null;
        }
        String sent = reply.headers().payloadType();
        if (sent != null && !PayloadTypes.takes(type.toClass(), sent)) {
            throw new MessageConversionException("The reply is not of type " + type);
        }
        return (T) converter.fromMessage(reply, type);
    }
}
