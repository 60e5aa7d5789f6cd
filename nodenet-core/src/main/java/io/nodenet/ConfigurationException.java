package io.nodenet;

/** A setting is invalid; the message names the setting and the remedy. */
public class ConfigurationException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
