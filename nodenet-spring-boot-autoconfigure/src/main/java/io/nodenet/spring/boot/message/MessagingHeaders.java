package io.nodenet.spring.boot.message;

/**
 * The names of the headers that Spring's {@code Message} and {@code @Header} provide in addition to those of the sender (docs/messages.md).
 * A sender cannot forge them, because the names of its headers have no capital letters.
 */
public final class MessagingHeaders {
    /** The authenticated sender, an {@link io.nodenet.kad.NodeId}. */
    public static final String ORIGINATOR = "nodenetOriginator";

    /** The path of the message, an {@link io.nodenet.node.MessagePath}. */
    public static final String PATH = "nodenetPath";

    private MessagingHeaders() {}
}
