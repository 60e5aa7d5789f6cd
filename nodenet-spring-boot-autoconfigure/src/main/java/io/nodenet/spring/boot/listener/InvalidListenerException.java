package io.nodenet.spring.boot.listener;

import io.nodenet.NodenetException;
import io.nodenet.spring.boot.MessageConversionException;
import java.lang.reflect.Method;

/** A method with {@code @NodenetListener} cannot be a listener; the message names the method and the remedy. */
public final class InvalidListenerException extends NodenetException {
    private static final long serialVersionUID = 1L;

    InvalidListenerException(Method method, String reason) {
        super(message(method, reason));
    }

    InvalidListenerException(Method method, MessageConversionException cause) {
        super(message(method, String.valueOf(cause.getMessage())), cause);
    }

    private static String message(Method method, String reason) {
        return "Invalid @NodenetListener method " + method.toGenericString() + ": " + reason;
    }
}
