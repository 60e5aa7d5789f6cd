package io.nodenet.spring.boot;

import io.nodenet.NodenetException;

/** A payload is no object of the wanted type, or an object has no payload. */
public class MessageConversionException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public MessageConversionException(String message) {
        super(message);
    }

    public MessageConversionException(String message, Throwable cause) {
        super(message, cause);
    }
}
