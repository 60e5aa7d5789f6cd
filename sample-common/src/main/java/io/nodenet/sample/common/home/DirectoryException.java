package io.nodenet.sample.common.home;

import org.jspecify.annotations.Nullable;

/** Thrown when the directory of a sample cannot be used; the message names the cause and the remedy. */
public class DirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DirectoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
