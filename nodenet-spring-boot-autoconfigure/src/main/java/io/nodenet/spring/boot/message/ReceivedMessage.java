package io.nodenet.spring.boot.message;

import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.MessageConversionException;

/**
 * An inbound message with its headers separated from its payload. A message from a sender without support for headers has none and is
 * entirely payload.
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
     * @throws MessageConversionException if the headers are malformed, or their version is unknown
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
            // without the cause and its text: both may quote what a peer sent
            throw new MessageConversionException("The headers of the message are malformed");
        }
    }

    /** Returns the message as it was received. */
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

    /** Returns the originator, the path, the size and the names of the headers. */
    @Override
    public String toString() {
        return message + ", " + headers;
    }
}
