package io.nodenet.diagnosis;

/** What is looked at. The name of each in kebab case is the stable ID of its finding (docs/doctor.md). */
public enum Check {
    /** Whether the native QUIC library is loaded. */
    NATIVE_LIBRARY,
    /** How the sockets are driven: by epoll or NIO. */
    SOCKET_DRIVER,
    /** Whether the system grants the socket buffers that a transport asks for. */
    SOCKET_BUFFERS,
    /** Which addresses the host has, and whether the node listens on those that others reach. */
    INTERFACES,
    /** Whether the node runs. */
    NODE,
    /** Whether the anchors answer. */
    ANCHORS,
    /** What the NAT in front of the node does. */
    NAT,
    /** Whether others can dial the node unasked. */
    REACHABILITY,
    /** Whether the clock of the host is that of the network. */
    CLOCK,
    /** How large packets may be. */
    PATH_MTU,
    /** Whether a neighbour's identity is used by two running nodes. */
    DUPLICATE_IDENTITY
}
