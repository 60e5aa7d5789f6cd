package io.nodenet.fact;

/** Why a connection ended, on either side; diagnostic only, the wire carries code 0 for all of them (docs/protocol/04, section 12). */
public enum CloseReason {
    /** The peer said leave. */
    PEER_LEFT,
    /** The peer closed the connection or ended its stream, or its process vanished and the idle timeout struck. */
    PEER_CLOSED,
    /** The peer refused our certificate or our connection right after the handshake. */
    PEER_REFUSED,
    /** This node is shutting down. */
    SHUTDOWN,
    /** The application asked for it. */
    DROPPED,
    /** The first frame did not parse. */
    MALFORMED,
    /** The peer's NodeID is below the difficulty. */
    PROOF_OF_WORK,
    /** The edge admission policy refused the peer, or gave no answer in time. */
    EDGE_REFUSED,
    /** All inbound slots of the node are taken. */
    INBOUND_FULL,
    /** The peer already has its connections; the one over the worst path, or the oldest, goes. */
    SURPLUS,
    /** The edge has moved to a better path. */
    SUPERSEDED,
    /** The node that closed it has more useful edges. */
    RELEASED,
    /** It was made only to see whether the peer lives. */
    PROBED,
    /** It is a connection to ourselves. */
    SELF,
    /** Nothing could be written for the send deadline. */
    STALLED,
    /** Nothing arrived for the dead threshold, or a ping stayed unanswered. */
    SILENT,
    /** The peer announced a frame that is larger than a packet, or a length beyond 64 bits. */
    FRAME_TOO_LARGE,
    /** The peer reset the stream of the edge, or takes no more of it. */
    STREAM_ENDED,
    /** A frame had begun and was not complete in time. */
    FRAME_TIMEOUT,
    /** The peer kept opening streams beyond the one of the edge. */
    STREAM_FLOOD,
    /** The peer kept bringing messages with wrong signatures. */
    FORGERIES,
    /** The peer kept retiring connection IDs, to be issued more. */
    CONNECTION_ID_FLOOD,
    /** No complete first frame arrived in time, or before a newcomer needed the slot. */
    FIRST_FRAME_TIMEOUT,
    /** The address of this host that the connection left from is gone. */
    ADDRESS_GONE,
    /** Somebody else answered at the dialed address. */
    IDENTITY_MISMATCH,
    /** The dial was cancelled, or its connection came too late. */
    CANCELLED
}
