package io.nodenet.spring.boot;

import io.nodenet.NodenetException;

/** Thrown when a payload cannot be converted to or from the requested type. */
public class MessageConversionException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public MessageConversionException(String message) {
        super(message);
    }

    public MessageConversionException(String message, Throwable cause) {
        super(message, cause);
    }
}
