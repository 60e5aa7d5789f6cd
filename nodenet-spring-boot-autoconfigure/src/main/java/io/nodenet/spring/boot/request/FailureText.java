package io.nodenet.spring.boot.request;

import io.nodenet.spring.boot.message.NodenetFailure;
import io.nodenet.spring.boot.message.PlainText;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Limits what a peer learns of an exception. */
final class FailureText {
    private FailureText() {}

    /** Returns the simple name of the class, followed by the message if {@link NodenetFailure} allows it. */
    static String of(Throwable failure) {
        Class<?> type = failure.getClass();
        while (type.getSimpleName().isEmpty()) {
            type = type.getSuperclass(); // of an anonymous class
        }
        String message = failure.getMessage();
        boolean isTold =
                message != null && AnnotatedElementUtils.hasAnnotation(failure.getClass(), NodenetFailure.class);
        return PlainText.oneLine(
                isTold ? type.getSimpleName() + ": " + message : type.getSimpleName(),
                RemoteFailureException.MAX_CHARACTERS);
    }
}
