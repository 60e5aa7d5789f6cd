package io.nodenet;

/** The Netty on the class path is older than nodenet needs; the message names both versions and the remedy. */
public class NettyVersionException extends TransportException {
    private static final long serialVersionUID = 1L;

    public NettyVersionException(String message) {
        super(message);
    }
}
