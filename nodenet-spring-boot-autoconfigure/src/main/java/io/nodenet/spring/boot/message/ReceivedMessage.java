package io.nodenet.spring.boot.message;

import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.MessageConversionException;

/**
 * An inbound message whose headers are separate from its payload. A message of a sender that knows no headers has none, and is its payload as a whole.
 */
public final class ReceivedMessage {
    private final InboundMessage message;
    private final NodenetHeaders headers;
    private final byte[] body;

    private ReceivedMessage(InboundMessage message, NodenetHeaders headers, byte[] body) {
        this.message = message;
        this.headers = headers;
        this.body = body;
    }

    /**
     * Separates the headers of a message.
     *
     * @throws MessageConversionException if the headers are malformed, or of a version that is not known here
     */
    public static ReceivedMessage of(InboundMessage message) {
        byte[] payload = message.payload();
        if (!HeaderCodec.isMarked(payload)) {
            return new ReceivedMessage(message, NodenetHeaders.NONE, payload);
        }
        try {
            HeaderCodec.Read read = HeaderCodec.read(payload);
            return new ReceivedMessage(message, read.headers(), read.body());
        } catch (IllegalArgumentException e) {
            // without the cause and its text: both may quote what a stranger sent
            throw new MessageConversionException("The headers of the message are malformed");
        }
    }

    /** Returns the message as it came. */
    public InboundMessage message() {
        return message;
    }

    /** Returns the headers, {@link NodenetHeaders#NONE} if the message has none. */
    public NodenetHeaders headers() {
        return headers;
    }

    /** Returns the payload without the headers; the array is not copied. */
    public byte[] body() {
        return body;
    }

    /** Names originator, path, size and the names of the headers. */
    @Override
    public String toString() {
        return message + ", " + headers;
    }
}
