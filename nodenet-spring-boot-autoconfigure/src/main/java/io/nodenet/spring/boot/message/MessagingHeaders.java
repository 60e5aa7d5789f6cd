package io.nodenet.spring.boot.message;

/**
 * Names of the headers that Spring's {@code Message} and {@code @Header} have of a message besides those of its sender (docs/messages.md). No sender can make one of them up: the
 * names of its headers have no capitals.
 */
public final class MessagingHeaders {
    /** The proved sender, an {@link io.nodenet.kad.NodeId}. */
    public static final String ORIGINATOR = "nodenetOriginator";

    /** How the message came, an {@link io.nodenet.node.MessagePath}. */
    public static final String PATH = "nodenetPath";

    private MessagingHeaders() {}
}
