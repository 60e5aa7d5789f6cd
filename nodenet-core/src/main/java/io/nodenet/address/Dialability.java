package io.nodenet.address;

/** Whether an endpoint may be dialed or punched, or why not (docs/protocol/04, section 10.3 and W4-5, W4-12). */
public enum Dialability {
    /** It may. */
    DIALABLE,
    /** The family is not {@code quic}. */
    OTHER_FAMILY,
    /** The text is not a literal {@code ip:port}; names that peers sent are never resolved. */
    NOT_LITERAL,
    /** The port is 0. */
    NO_PORT,
    /** The address names no host: {@code ::} or one of 0.0.0.0/8. */
    UNSPECIFIED,
    /** The address is this host's own loopback, and the node is not bound to it. */
    LOOPBACK,
    /** The address means something on one link only: 169.254.0.0/16, fe80::/10. */
    LINK_LOCAL,
    /** The address is a group: 224.0.0.0/4, ff00::/8. */
    MULTICAST,
    /** The address is the broadcast address or reserved: 240.0.0.0/4. */
    RESERVED
}
