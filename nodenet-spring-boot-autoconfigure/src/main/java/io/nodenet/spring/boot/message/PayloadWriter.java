package io.nodenet.spring.boot.message;

import io.nodenet.spring.boot.NodenetMessageConverter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes what travels of what an application sends: headers, where there are any, and the payload behind them. Thread-safe. */
public final class PayloadWriter {
    private final NodenetMessageConverter converter;
    private final boolean withHeaders;

    /**
     * Creates a writer.
     *
     * @param withHeaders whether objects travel with headers that say what they are
     */
    public PayloadWriter(NodenetMessageConverter converter, boolean withHeaders) {
        this.converter = converter;
        this.withHeaders = withHeaders;
    }

    /**
     * Returns the payload for a message: bytes and text as they are, so that peers of any kind can read them, else headers and a payload.
     *
     * @param more headers besides those that say what it is, if there are any
     * @throws io.nodenet.spring.boot.MessageConversionException if there is none
     */
    public byte[] write(Object message, Map<String, String> more) {
        boolean isRaw = message instanceof byte[] || message instanceof String;
        if (!isRaw && withHeaders) {
            return writeWithHeaders(message, more);
        }
        byte[] body = converter.toPayload(message);
        // raw bytes that begin as headers do would be read as headers
        return isRaw && NodenetHeaders.standBefore(body) ? NodenetHeaders.NONE.prependTo(body) : body;
    }

    /**
     * Returns the payload for a message that needs headers, whatever it is.
     *
     * @param more headers besides those that say what it is
     * @throws io.nodenet.spring.boot.MessageConversionException if there is none
     * @throws IllegalArgumentException if the headers are beyond the limits of {@link NodenetHeaders}
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
