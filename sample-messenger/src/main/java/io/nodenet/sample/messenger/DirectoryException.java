package io.nodenet.sample.messenger;

import org.jspecify.annotations.Nullable;

/** The directory of the messenger cannot be used; the message names what is wrong and the remedy. */
class DirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DirectoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
