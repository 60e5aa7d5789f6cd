package io.nodenet.spring.boot.message;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message: names and values that travel in front of its payload (docs/messages.md). Immutable.
 *
 * <p>Names have 1 to {@value #MAX_NAME_BYTES} of the characters a to z, 0 to 9, hyphen, point and underscore. Values are text of at most {@value
 * #MAX_VALUE_BYTES} bytes in UTF-8 without control characters.
 */
public final class NodenetHeaders {
    /** The header that names the type of the bytes, as a media type. */
    public static final String CONTENT_TYPE = "content-type";

    /** The header that names what the payload is. */
    public static final String PAYLOAD_TYPE = "payload-type";

    /** The header that tells a request, its reply and a failure from other messages: the name of a {@link MessageKind}. */
    public static final String KIND = "kind";

    /** The header of a request that its reply repeats. */
    public static final String CORRELATION_ID = "correlation-id";

    /** The header that says why there is no reply: the name of a {@link FailureReason}. */
    public static final String FAILURE = "failure";

    /** The most characters of a correlation ID. */
    public static final int MAX_CORRELATION_ID = 64;

    /** The most headers of a message. */
    public static final int MAX_HEADERS = 32;

    /** The most bytes of a name. */
    public static final int MAX_NAME_BYTES = 64;

    /** The most bytes of a value. */
    public static final int MAX_VALUE_BYTES = 512;

    /** The most bytes of all headers together, as they travel. */
    public static final int MAX_BYTES = 1024;

    /** The headers of a message that has none. */
    public static final NodenetHeaders NONE = new NodenetHeaders(Map.of());

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1," + MAX_NAME_BYTES + "}");

    private final Map<String, String> values;

    private NodenetHeaders(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Returns headers with these names and values, in their order.
     *
     * @throws IllegalArgumentException if there are too many, a name or a value is not allowed, or all of them are larger than {@value
     *     #MAX_BYTES} bytes; the message names which
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

    /** Returns whether a header may have a name. */
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

    /** Returns whether a payload begins as one with headers does, of this or another version. */
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

    /** Returns what the payload is, as its sender says; null if it does not. */
    public @Nullable String payloadType() {
        return get(PAYLOAD_TYPE);
    }

    /** Returns the media type of the payload, as its sender says; null if it does not. */
    public @Nullable String contentType() {
        return get(CONTENT_TYPE);
    }

    /** Returns what the message is to its receiver; a request that nothing can refer to is an ordinary message. */
    public MessageKind kind() {
        MessageKind kind = MessageKind.of(get(KIND));
        return kind == MessageKind.REQUEST && correlationId() == null ? MessageKind.MESSAGE : kind;
    }

    /** Returns what a reply refers to; null if there is none, or it is empty or too long. */
    public @Nullable String correlationId() {
        String id = get(CORRELATION_ID);
        return id == null || id.isEmpty() || id.length() > MAX_CORRELATION_ID ? null : id;
    }

    /** Returns names and values, in the order in which they travel. */
    public Map<String, String> asMap() {
        return values;
    }

    /** Returns whether there is no header. */
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

    /** Names the headers, without their values, which may be secret. */
    @Override
    public String toString() {
        return "headers " + values.keySet();
    }
}
