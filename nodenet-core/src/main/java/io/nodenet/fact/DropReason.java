package io.nodenet.fact;

/** Why something from the network, or from the application, was dropped: one constant per cause (W-22). */
public enum DropReason {
    /** The first frame of a connection did not parse; the connection was closed. */
    MALFORMED_FIRST_FRAME("malformed-first-frame"),
    /** A later frame did not parse; the edge lives on. */
    MALFORMED_FRAME("malformed-frame"),
    /** Bytes followed the frame in its packet (W-23). */
    TRAILING_BYTES("trailing-bytes"),
    /** The frame came on a connection that has ended, or waited on one when it ended. */
    CLOSED_CONNECTION("closed-connection"),
    /** A connection from below the difficulty; closed. */
    PEER_PROOF_OF_WORK("peer-proof-of-work"),
    /** The edge admission policy said no; closed. */
    EDGE_REFUSED("edge-refused"),
    /** The edge admission policy did not answer in time; closed. */
    ADMISSION_TIMEOUT("admission-timeout"),
    /** More frames than may wait came while the edge admission policy was asked. */
    ADMISSION_OVERFLOW("admission-overflow"),
    /** All inbound slots are taken; closed. */
    INBOUND_FULL("inbound-full"),
    /** A connection of this node to itself; closed. */
    CONNECTION_TO_SELF("connection-to-self"),
    /** A third connection of a peer; the oldest was closed. */
    SURPLUS_CONNECTION("surplus-connection"),
    /** A frame of a type that the protocol does not define. */
    UNKNOWN_TYPE("unknown-type"),
    /** A frame that this node does not serve. */
    UNSERVED_TYPE("unserved-type"),
    /** The payload of an edge frame does not decode. */
    MALFORMED_PAYLOAD("malformed-payload"),
    /** A pong that no ping asked for. */
    UNSOLICITED_PONG("unsolicited-pong"),
    /** The bucket of the edge for routed messages and application frames is empty. */
    RATE_LIMITED_FORWARD("rate-limited-forward"),
    /** The bucket of the edge for pings is empty (W-04). */
    RATE_LIMITED_PING("rate-limited-ping"),
    /** A routed message that does not decode. */
    MALFORMED_ENVELOPE("malformed-envelope"),
    /** The originator of a routed message is below the difficulty. */
    ORIGINATOR_PROOF_OF_WORK("originator-proof-of-work"),
    /** The signed time is more than 30 s off, either way. */
    STALE("stale"),
    /** The hop budget of a routed message is used up. */
    HOPS_EXHAUSTED("hops-exhausted"),
    /** No edge is closer to the target of a routed message. */
    DEAD_END("dead-end"),
    /** Every possible next hop was full or closed. */
    NEXT_HOPS_FAILED("next-hops-failed"),
    /** A copy of a message that was delivered before. */
    DUPLICATE("duplicate"),
    /** The signature of a routed message is wrong. */
    BAD_SIGNATURE("bad-signature"),
    /** A sample of what an edge had forwarded was found forged; the message was on its way already. */
    FORWARDED_FORGERY("forwarded-forgery"),
    /** Too many signatures are being verified. */
    VERIFICATION_OVERLOAD("verification-overload"),
    /** The queue of deliveries to the application is full. */
    DELIVERY_QUEUE_FULL("delivery-queue-full"),
    /** The queue of deliveries is closed, because the application ends. */
    DELIVERY_QUEUE_CLOSED("delivery-queue-closed"),
    /** A message of the application found no edge to leave over. */
    UNROUTABLE("unroutable"),
    /** A frame of our own found its connection's buffer full. */
    SEND_BUFFER_FULL("send-buffer-full"),
    /** The window of remembered messages was full and forgot one that was not stale yet. */
    DEDUPLICATION_EVICTED("deduplication-evicted"),
    /** A remembered edge budget was forgotten before it had refilled. */
    EDGE_BUDGET_EVICTED("edge-budget-evicted");

    private final String label;

    DropReason(String label) {
        this.label = label;
    }

    /** Answers the name for metrics, snapshots and logs. */
    public String label() {
        return label;
    }
}
