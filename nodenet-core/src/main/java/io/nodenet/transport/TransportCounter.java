package io.nodenet.transport;

/** What a transport counts (docs/protocol/04, section 13). */
public enum TransportCounter {
    /** Frames handed to the listener. */
    FRAMES_RECEIVED,
    /** Bytes of the frames handed to the listener. */
    BYTES_RECEIVED,
    /** Frames accepted for sending. */
    FRAMES_SENT,
    /** Bytes of the frames accepted for sending. */
    BYTES_SENT,
    /** Frames refused because the aggregation buffer of their connection was full. */
    SEND_REFUSED_FULL,
    /** Dials that yielded an authenticated connection. */
    DIALS_COMPLETED,
    /** Dials that failed, whatever the cause. */
    DIALS_FAILED,
    /** Dials that reached somebody else. */
    DIAL_IDENTITY_MISMATCH,
    /** Handshakes of accepted connections that completed. */
    ACCEPTED,
    /** Handshakes of accepted connections that failed: certificate, protocol, given up, or meant for somebody else. */
    ACCEPT_FAILED,
    /** Accepted connections closed because the handshake was not complete in time. */
    ACCEPT_HALF_OPEN_TIMEOUT,
    /** Handshakes of accepted connections given up, the oldest first, because too many were in progress. */
    ACCEPT_HALF_OPEN_EVICTED,
    /** Certificates of peers that had proved their NodeID before, and were not checked again. */
    CERTIFICATE_KNOWN,
    /** First packets dropped because their address tried to open too many connections a second. */
    ACCEPT_RATE_LIMITED,
    /** Packets of another QUIC version that were not answered, because too many came in a second. */
    VERSION_RATE_LIMITED,
    /** First packets answered with a Retry, because many handshakes were in progress. */
    RETRY_SENT,
    /** Packets with a token that was forged, too old, or another address's. */
    RETRY_TOKEN_INVALID,
    /** Accepted connections refused by the total cap. */
    ACCEPT_REFUSED_TOTAL,
    /** Accepted connections refused by the cap of their source address. */
    ACCEPT_REFUSED_ADDRESS,
    /** Accepted connections closed because no first frame arrived in time. */
    FIRST_FRAME_TIMEOUT,
    /** Accepted connections closed before their first frame, the longest silent first, because a newcomer found all slots taken. */
    FIRST_FRAME_EVICTED,
    /** Connections closed because a frame had begun and was not complete in time. */
    FRAME_TIMEOUT,
    /** Connections closed because nothing could be written for the send deadline. */
    SEND_STALLED,
    /** Connections closed because of a frame beyond the size limit. */
    FRAME_TOO_LARGE,
    /** Connections closed because their peer kept retiring connection IDs, to be issued more. */
    CONNECTION_ID_FLOOD,
    /** Packets that the system did not send because they are larger than the path or the interface allows. */
    SEND_TOO_LARGE,
    /** Packets that the system did not send because there is no way to the peer. */
    SEND_UNREACHABLE,
    /** Packets that the system did not send because a firewall or its own rules forbid it. */
    SEND_FORBIDDEN,
    /** Packets that the system did not send because it has no buffers left. */
    SEND_NO_BUFFERS,
    /** Packets that the system did not send for another cause. */
    SEND_FAILED,
    /** Packets of one system call that the system did not take together, and that were sent one by one. */
    SEND_UNSEGMENTED,
    /** Streams beyond the one of the edge, refused. */
    SURPLUS_STREAM,
    /** Datagrams on edges, which have none, discarded. */
    EDGE_DATAGRAM,
    /** Media sessions that this side opened. */
    MEDIA_OPENED,
    /** Media sessions that this side could not open. */
    MEDIA_OPEN_FAILED,
    /** Media sessions of peers whose handshake completed. */
    MEDIA_ACCEPTED,
    /** Media sessions of peers refused because they take no datagrams. */
    MEDIA_UNSUPPORTED,
    /** Media sessions of peers refused by the total cap. */
    MEDIA_REFUSED_TOTAL,
    /** Media sessions of peers refused by the cap of their source address. */
    MEDIA_REFUSED_ADDRESS,
    /** Streams of a media connection that are not messages; refused. */
    MEDIA_SURPLUS_STREAM,
    /** Datagrams that are not QUIC, discarded. */
    NON_QUIC_DATAGRAM,
    /** Packets of no connection that is known here, which do not open one either, discarded: mostly late ones of a connection that has ended. */
    UNKNOWN_CONNECTION_PACKET,
    /**
     * Packets that only seem to belong to a live connection, discarded: from another address, or first packets that come after its handshake or
     * have an ID that merely begins like one of its.
     */
    FOREIGN_SOURCE_PACKET,
    /** Changes of a peer's port that were followed: its NAT gave it another one. */
    REBINDING_FOLLOWED,
    /** Changes of a peer's port that were not followed, because the old one was not silent: somebody copies its packets. */
    REBINDING_REFUSED,
    /** Relay sessions opened. */
    RELAY_SESSIONS,
    /** Relay sessions not opened: there were as many as may be, or the system had no socket. */
    RELAY_REFUSED,
    /** Datagrams that a relay session carried; one that the system then does not send is counted by its cause, too. */
    RELAY_DATAGRAMS,
    /** Bytes of the datagrams that relay sessions carried. */
    RELAY_BYTES,
    /** Datagrams of a relay session dropped because nobody had been heard from on the other side. */
    RELAY_UNPINNED,
    /** Datagrams of a relay session dropped because they came from another host than the one whose side it is. */
    RELAY_FOREIGN_SOURCE,
    /** Datagrams of a relay session dropped because it, or all of them together, had carried too much. */
    RELAY_SHAPED,
    /** Datagrams of a relay session dropped because the socket toward their receiver took no more. */
    RELAY_CONGESTED,
    /** Datagrams of a relay session dropped because they are empty, or longer than any packet of a node: neither is QUIC. */
    RELAY_UNSENDABLE
}
