package io.nodenet.fact;

/** Why a media session has ended. */
public enum MediaCloseReason {
    /** This side closed it. */
    CLOSED,
    /** The peer closed it. */
    PEER_CLOSED,
    /** The peer closed a session that it had just been asked for, and gave no reason: peers of the deployed network never give one. */
    REFUSED,
    /** The consent of the callee was refused, or not given in time. */
    DECLINED,
    /** The callee has as many sessions as it may have. */
    BUSY,
    /** The NodeID of the caller is below the callee's difficulty. */
    PROOF_OF_WORK,
    /** The callee's application did not take the session in time. */
    UNANSWERED,
    /** Nothing has come from the peer for 10 seconds. */
    PATH_DIED,
    /** The peer opened the session and sent no frame for 10 seconds, although its connection lives (docs/protocol/05, section 7). */
    SILENT,
    /** The peer broke the rules of the connection: it kept opening streams or retiring connection IDs. */
    FLOOD,
    /** The address of this host that the session left from is gone. */
    ADDRESS_GONE,
    /** This node is shutting down. */
    SHUTDOWN
}
