package io.nodenet.media;

/** What a media session counts; none ever falls (docs/protocol/05, section 9). */
public enum MediaCounter {
    /** Datagrams that entered the send ring. */
    TX_DATAGRAMS,
    /** Datagrams refused because the send ring was full. */
    TX_DROPPED_QUEUE,
    /** Datagrams dropped from the send ring because their lifetime was over before they left. */
    TX_DROPPED_DEADLINE,
    /** Datagrams that do not fit the path, or that the connection would not take. */
    TX_DROPPED_SEND,
    /** Datagrams dropped from the send ring because the session ended. */
    TX_DROPPED_CLOSED,
    /** Messages handed to the connection to the last byte. */
    TX_MESSAGES,
    /** Messages abandoned: no progress, no room for them, the peer stopped reading them, or the session ended. */
    TX_DROPPED_STALL,
    /** Messages that this side cancelled. */
    TX_CANCELLED,
    /** Heartbeats sent: the one-byte frames that keep a session alive in which the opener only listens (W-33). */
    TX_HEARTBEATS,
    /** Datagrams that entered the receive queue. */
    RX_DATAGRAMS,
    /** Datagrams and messages beyond the receive budget. */
    RX_DROPPED_BUDGET,
    /** Frames without a channel, on a reserved one, and datagrams beyond 1,200 bytes of payload. */
    RX_DROPPED_RESERVED,
    /** Datagrams lost because the receive queue was full. */
    RX_DROPPED_QUEUE,
    /** Messages that entered the receive queue. */
    RX_MESSAGES,
    /** Messages lost because the receive queue was full, or because they were too large, incomplete, reset or too slow. */
    RX_DROPPED_MESSAGES,
    /** Heartbeats received. */
    RX_HEARTBEATS
}
