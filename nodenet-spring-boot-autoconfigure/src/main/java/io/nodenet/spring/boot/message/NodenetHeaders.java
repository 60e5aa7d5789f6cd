package io.nodenet.spring.boot.message;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message: names and values that precede its payload (docs/messages.md). Immutable.
 *
 * <p>Names have 1 to {@value #MAX_NAME_BYTES} of the characters a to z, 0 to 9, hyphen, dot and underscore. Values are text of at most
 * {@value #MAX_VALUE_BYTES} bytes in UTF-8, without control characters.
 */
public final class NodenetHeaders {
    /** The header that names the type of the bytes, as a media type. */
    public static final String CONTENT_TYPE = "content-type";

    /** The header with the name of the payload's type. */
    public static final String PAYLOAD_TYPE = "payload-type";

    /** The header that distinguishes a request, its reply and a failure from other messages: the name of a {@link MessageKind}. */
    public static final String KIND = "kind";

    /** The header of a request that its reply repeats. */
    public static final String CORRELATION_ID = "correlation-id";

    /** The header with the reason why there is no reply: the name of a {@link FailureReason}. */
    public static final String FAILURE = "failure";

    /** The maximum number of characters of a correlation ID. */
    public static final int MAX_CORRELATION_ID = 64;

    /** The maximum number of headers of a message. */
    public static final int MAX_HEADERS = 32;

    /** The maximum number of bytes of a name. */
    public static final int MAX_NAME_BYTES = 64;

    /** The maximum number of bytes of a value. */
    public static final int MAX_VALUE_BYTES = 512;

    /** The maximum number of bytes of all headers together, as encoded. */
    public static final int MAX_BYTES = 1024;

    /** No headers. */
    public static final NodenetHeaders NONE = new NodenetHeaders(Map.of());

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1," + MAX_NAME_BYTES + "}");

    private final Map<String, String> values;

    private NodenetHeaders(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Returns headers with these names and values, in order.
     *
     * @throws IllegalArgumentException if there are too many, a name or a value is not allowed, or together they exceed {@value #MAX_BYTES}
     *     bytes; the message names the reason
     */
    public static NodenetHeaders of(Map<String, String> values) {
        if (values.size() > MAX_HEADERS) {
            throw new IllegalArgumentException(
                    "A message has at most " + MAX_HEADERS + " headers, not " + values.size());
        }
        values.forEach(NodenetHeaders::check);
        NodenetHeaders headers = new NodenetHeaders(new LinkedHashMap<>(values));
        int bytes = HeaderCodec.size(headers);
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "The headers of a message have at most " + MAX_BYTES + " bytes, not " + bytes);
        }
        return headers;
    }

    /** Returns whether a name is valid for a header. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static void check(String name, String value) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "The name of a header has 1 to " + MAX_NAME_BYTES + " of a-z, 0-9, '.', '_' and '-'");
        }
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "The value of the header " + name + " has at most " + MAX_VALUE_BYTES + " bytes, not " + bytes);
        }
        if (value.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The value of the header " + name + " has control characters");
        }
    }

    /** Returns whether a payload begins with headers, of this or another version. */
    public static boolean standBefore(byte[] payload) {
        return HeaderCodec.isMarked(payload);
    }

    /** Returns a payload with these headers in front of it. */
    public byte[] prependTo(byte[] payload) {
        return HeaderCodec.write(this, payload);
    }

    /** Returns the value of a header, null if there is none of that name. */
    public @Nullable String get(String name) {
        return values.get(name);
    }

    /** Returns the name of the payload's type, as given by its sender; null if absent. */
    public @Nullable String payloadType() {
        return get(PAYLOAD_TYPE);
    }

    /** Returns the media type of the payload, as given by its sender; null if absent. */
    public @Nullable String contentType() {
        return get(CONTENT_TYPE);
    }

    /** Returns the kind of the message; a request without a correlation ID is an ordinary message. */
    public MessageKind kind() {
        MessageKind kind = MessageKind.of(get(KIND));
        return kind == MessageKind.REQUEST && correlationId() == null ? MessageKind.MESSAGE : kind;
    }

    /** Returns the correlation ID; null if there is none, or it is empty or too long. */
    public @Nullable String correlationId() {
        String id = get(CORRELATION_ID);
        return id == null || id.isEmpty() || id.length() > MAX_CORRELATION_ID ? null : id;
    }

    /** Returns names and values, in the order of their encoding. */
    public Map<String, String> asMap() {
        return values;
    }

    /** Returns whether there are no headers. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof NodenetHeaders other && values.equals(other.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Returns the names of the headers, without their values, which may be secret. */
    @Override
    public String toString() {
        return "headers " + values.keySet();
    }
}
