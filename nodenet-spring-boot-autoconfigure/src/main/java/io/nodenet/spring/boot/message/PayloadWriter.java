package io.nodenet.spring.boot.message;

import io.nodenet.spring.boot.NodenetMessageConverter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Encodes the messages of an application: headers, if there are any, followed by the payload. Thread-safe. */
public final class PayloadWriter {
    private final NodenetMessageConverter converter;
    private final boolean withHeaders;

    /**
     * Creates a writer.
     *
     * @param withHeaders whether objects travel with headers that describe them
     */
    public PayloadWriter(NodenetMessageConverter converter, boolean withHeaders) {
        this.converter = converter;
        this.withHeaders = withHeaders;
    }

    /**
     * Returns the payload for a message: bytes and text unchanged, so that any peer can read them, otherwise headers and a payload.
     *
     * @param more headers in addition to those that describe the message, possibly empty
     * @throws io.nodenet.spring.boot.MessageConversionException if the message cannot be converted
     */
    public byte[] write(Object message, Map<String, String> more) {
        boolean isRaw = message instanceof byte[] || message instanceof String;
        if (!isRaw && withHeaders) {
            return writeWithHeaders(message, more);
        }
        byte[] body = converter.toPayload(message);
        // raw bytes that begin like headers would be read as headers
        return isRaw && NodenetHeaders.standBefore(body) ? NodenetHeaders.NONE.prependTo(body) : body;
    }

    /**
     * Returns the payload for a message that always needs headers.
     *
     * @param more headers in addition to those that describe the message
     * @throws io.nodenet.spring.boot.MessageConversionException if the message cannot be converted
     * @throws IllegalArgumentException if the headers exceed the limits of {@link NodenetHeaders}
     */
    public byte[] writeWithHeaders(Object message, Map<String, String> more) {
        byte[] body = converter.toPayload(message);
        Map<String, String> headers = headersOf(message);
        headers.putAll(more);
        return NodenetHeaders.of(headers).prependTo(body);
    }

    private Map<String, String> headersOf(Object message) {
        Map<String, String> values = new LinkedHashMap<>();
        String contentType = converter.contentType(message);
        if (contentType != null) {
            values.put(NodenetHeaders.CONTENT_TYPE, contentType);
        }
        if (PayloadTypes.isNamed(message.getClass())) {
            values.put(NodenetHeaders.PAYLOAD_TYPE, PayloadTypes.nameOf(message.getClass()));
        }
        return values;
    }
}
