package io.nodenet.spring.boot.request;

/** The reason why a reply is dropped. */
public enum UnsolicitedReply {
    /** No pending request has its correlation ID: it is late or forged. */
    UNKNOWN,
    /** It is from another peer than the one that was asked. */
    OTHER_PEER
}
