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
     * @throws io.nodenet.spring.boot.MessageConversionException if there is none
     */
    public byte[] write(Object message) {
        byte[] body = converter.toPayload(message);
        boolean isRaw = message instanceof byte[] || message instanceof String;
        if (isRaw && NodenetHeaders.standBefore(body)) {
            return NodenetHeaders.NONE.prependTo(body); // else it would be read as headers
        }
        return isRaw || !withHeaders
                ? body
                : NodenetHeaders.of(headersOf(message)).prependTo(body);
    }

    /**
     * Returns the payload for a message that needs headers, whatever it is.
     *
     * @param more headers besides those that say what it is
     * @throws io.nodenet.spring.boot.MessageConversionException if there is none
     * @throws IllegalArgumentException if the headers are beyond the limits of {@link NodenetHeaders}
     */
    public byte[] write(Object message, Map<String, String> more) {
        Map<String, String> headers = headersOf(message);
        headers.putAll(more);
        return NodenetHeaders.of(headers).prependTo(converter.toPayload(message));
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
