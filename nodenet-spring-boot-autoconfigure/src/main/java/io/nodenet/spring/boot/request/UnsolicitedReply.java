package io.nodenet.spring.boot.request;

/** Why a reply is dropped. */
public enum UnsolicitedReply {
    /** No pending request has its correlation ID: it is late, or made up. */
    UNKNOWN,
    /** It is of another peer than the one that was asked. */
    OTHER_PEER
}
