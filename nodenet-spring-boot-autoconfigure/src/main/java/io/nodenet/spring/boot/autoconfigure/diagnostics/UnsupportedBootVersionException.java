package io.nodenet.spring.boot.autoconfigure.diagnostics;

/** The application runs on a Spring Boot that nodenet does not support. */
final class UnsupportedBootVersionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedBootVersionException(String version) {
        super("nodenet needs Spring Boot 4, the application runs on " + version);
    }
}
