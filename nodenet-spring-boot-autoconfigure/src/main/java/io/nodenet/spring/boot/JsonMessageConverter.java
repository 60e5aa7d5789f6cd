package io.nodenet.spring.boot;

import org.springframework.core.ResolvableType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/** Converts bytes and text as {@link SimpleMessageConverter} does, everything else as JSON. */
public class JsonMessageConverter extends SimpleMessageConverter {
    private static final int SHOWN_CHARACTERS = 300;

    private final JsonMapper mapper;

    public JsonMessageConverter(JsonMapper mapper) {
        this.mapper = mapper;
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

    /** Converts an empty JSON object: Jackson tells a type without a deserializer from an object that lacks what the type needs. */
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
            // the type has a deserializer, which wants another value
        }
    }

    private static boolean isSimple(ResolvableType type) {
        Class<?> wanted = type.toClass();
        return wanted == byte[].class || wanted == String.class || wanted == Object.class;
    }

    @Override
    public Object fromPayload(byte[] payload, ResolvableType type) {
        if (isSimple(type)) {
            return super.fromPayload(payload, type);
        }
        try {
            Object value = mapper.readValue(payload, mapper.constructType(type.getType()));
            if (value == null) {
                throw new MessageConversionException("The payload is the JSON null, not a " + type);
            }
            return value;
        } catch (JacksonException e) {
            // without the cause: its message quotes what a stranger sent, and would forge lines of a log
            throw new MessageConversionException(
                    "The payload is not valid JSON for " + type + ": " + oneLine(String.valueOf(e.getMessage())));
        }
    }

    /** Returns a text of one line, cut, in which everything that cannot be seen or moves other text is a question mark. */
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(SHOWN_CHARACTERS).forEach(point -> line.appendCodePoint(isHidden(point) ? '?' : point));
        return line.toString();
    }

    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
