package io.nodenet.spring.boot;

import io.nodenet.spring.boot.message.PlainText;
import io.nodenet.spring.boot.message.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/** Converts bytes and text as {@link SimpleMessageConverter} does, everything else as JSON. */
public class JsonMessageConverter extends SimpleMessageConverter {
    private static final int SHOWN_CHARACTERS = 300;

    private static final String JSON = "application/json";

    private final JsonMapper mapper;
    /** For a message whose sender does not name its type: a field that the type does not have indicates another type. */
    private final JsonMapper strict;

    public JsonMessageConverter(JsonMapper mapper) {
        this.mapper = mapper;
        this.strict = mapper.rebuild()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    @Override
    public byte[] toPayload(Object object) {
        if (object instanceof byte[] || object instanceof String) {
            return super.toPayload(object);
        }
        try {
            return mapper.writeValueAsBytes(object);
        } catch (JacksonException e) {
            throw new MessageConversionException(
                    "No JSON for a " + object.getClass().getName(), e);
        }
    }

    @Override
    public @Nullable String contentType(Object object) {
        return object instanceof byte[] || object instanceof String ? super.contentType(object) : JSON;
    }

    /**
     * Converts an empty JSON object: Jackson distinguishes a type without a deserializer from an object without the fields that the type
     * requires.
     */
    @Override
    public void checkType(ResolvableType type) {
        if (isSimple(type)) {
            return;
        }
        try {
            mapper.readValue("{}", mapper.constructType(type.getType()));
        } catch (InvalidDefinitionException e) {
            throw new MessageConversionException(
                    "Cannot convert JSON to " + type + " (" + e.getOriginalMessage()
                            + "): declare a type that Jackson can construct, or define a NodenetMessageConverter bean",
                    e);
        } catch (JacksonException e) {
            // the type has a deserializer, which expects another value
        }
    }

    private static boolean isSimple(ResolvableType type) {
        Class<?> wanted = type.toClass();
        return wanted == byte[].class || wanted == String.class || wanted == Object.class;
    }

    @Override
    public Object fromPayload(byte[] payload, ResolvableType type) {
        return read(payload, type, mapper);
    }

    /** Accepts a message whose sender does not name its type only if the type has each of its fields. */
    @Override
    public Object fromMessage(ReceivedMessage message, ResolvableType type) {
        return read(message.body(), type, message.headers().payloadType() == null ? strict : mapper);
    }

    private Object read(byte[] payload, ResolvableType type, JsonMapper reader) {
        if (isSimple(type)) {
            return super.fromPayload(payload, type);
        }
        try {
            Object value = reader.readValue(payload, reader.constructType(type.getType()));
            if (value == null) {
                throw new MessageConversionException("The payload is the JSON null, not a " + type);
            }
            return value;
        } catch (JacksonException e) {
            // without the cause: its message quotes what a peer sent, which could forge log lines
            throw new MessageConversionException("The payload is not valid JSON for " + type + ": "
                    + PlainText.oneLine(String.valueOf(e.getMessage()), SHOWN_CHARACTERS));
        }
    }
}
