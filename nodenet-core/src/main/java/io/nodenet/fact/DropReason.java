package io.nodenet.fact;

/** Why something from the network, or from the application, was dropped: one constant per cause (W-22). */
public enum DropReason {
    /** The first frame of a connection did not parse; the connection was closed. */
    MALFORMED_FIRST_FRAME,
    /** A later frame did not parse; the edge lives on. */
    MALFORMED_FRAME,
    /** Bytes followed the frame in its packet (W-23). */
    TRAILING_BYTES,
    /** The frame came on a connection that has ended, waited on one when it ended, or was to answer over it. */
    CLOSED_CONNECTION,
    /** A connection from below the difficulty; closed. */
    PEER_PROOF_OF_WORK,
    /** The edge admission policy said no; closed. */
    EDGE_REFUSED,
    /** The edge admission policy did not answer in time; closed. */
    ADMISSION_TIMEOUT,
    /** More frames, or requests for a hole punch, than may wait came while the edge admission policy was asked. */
    ADMISSION_OVERFLOW,
    /** All inbound slots are taken; closed. */
    INBOUND_FULL,
    /** A connection of this node to itself; closed. */
    CONNECTION_TO_SELF,
    /** One connection of a peer too many; the one over the worst path, or the oldest, was closed. */
    SURPLUS_CONNECTION,
    /** A frame of a type that the protocol does not define. */
    UNKNOWN_TYPE,
    /** A frame that this node does not serve. */
    UNSERVED_TYPE,
    /** The payload of an edge frame does not decode. */
    MALFORMED_PAYLOAD,
    /** A pong that no ping asked for. */
    UNSOLICITED_PONG,
    /** The bucket of the edge for routed messages and application frames is empty. */
    RATE_LIMITED_FORWARD,
    /** The bucket of the edge for the bytes of routed messages that are passed on is empty. */
    RATE_LIMITED_FORWARD_BYTES,
    /** The bucket of the edge for sibling requests, relay requests and relay binds is empty. */
    RATE_LIMITED_CONTROL,
    /** The bucket of the originator for lookups and answers is empty. */
    RATE_LIMITED_ORIGINATOR,
    /** The bucket of the edge for pings is empty (W-04). */
    RATE_LIMITED_PING,
    /** A routed message that does not decode. */
    MALFORMED_ENVELOPE,
    /** The originator of a routed message is below the difficulty. */
    ORIGINATOR_PROOF_OF_WORK,
    /** The signed time is more than 30 s off, either way. */
    STALE,
    /** The hop budget of a routed message is used up. */
    HOPS_EXHAUSTED,
    /** No edge is closer to the target of a routed message. */
    DEAD_END,
    /** Every possible next hop was full or closed. */
    NEXT_HOPS_FAILED,
    /** A copy of a message that was delivered before. */
    DUPLICATE,
    /** The signature of a routed message is wrong. */
    BAD_SIGNATURE,
    /** A sample of what an edge had forwarded was found forged; the message was on its way already. */
    FORWARDED_FORGERY,
    /** Too many signatures are being verified. */
    VERIFICATION_OVERLOAD,
    /** Too many answers or lookups of this node wait to be signed. */
    SIGNING_OVERLOAD,
    /** Contacts that no question of this node asked for. */
    UNSOLICITED_NEIGHBORS,
    /** The signature inside a hello or a reply is wrong, or made for somebody else. */
    BAD_INTRODUCTION,
    /** The address disclosure policy said no: a question where this node is was not answered, or asked without its own addresses. */
    DISCLOSURE_REFUSED,
    /** The same, because the address disclosure policy did not answer in time, or too many questions waited for it. */
    DISCLOSURE_TIMEOUT,
    /** The hourly bucket of the originator for questions where this node is, is empty. */
    RATE_LIMITED_DISCLOSURE,
    /** A rendezvous reply that nobody waits for, or that is not of whom was asked. */
    UNSOLICITED_REPLY,
    /** An answer to a request for a hole punch that this node did not make, or not to whom answered. */
    UNSOLICITED_ACK,
    /** A hole punch that a peer asked for, also by a relay bind, or some of its addresses: too many at a time, or toward one host. */
    PUNCH_LIMIT,
    /** A relay request between a peer and itself or this node, or of one that comes over a relay itself (W-24). */
    RELAY_LOOP,
    /** A relay request for a peer to which this node has no edge, or only one over a relay. */
    RELAY_NO_EDGE,
    /** A relay request of a peer that has as many sessions as one may have. */
    RELAY_REQUESTER_QUOTA,
    /** A relay request for a peer with which as many sessions end as may with one. */
    RELAY_CALLEE_QUOTA,
    /** A relay request while all relay sessions are taken. */
    RELAY_FULL,
    /** A relay session that the transport could not open. */
    RELAY_NO_SOCKET,
    /** A relay grant that nobody waits for, or that is not of whom was asked. */
    UNSOLICITED_GRANT,
    /** A relay grant or bind with an address that is not one of the volunteer. */
    RELAY_FOREIGN_ADDRESS,
    /** A media session of a peer whose NodeID is below the difficulty. */
    MEDIA_PROOF_OF_WORK,
    /** A media session of a peer while all slots for them are taken. */
    MEDIA_SLOTS_FULL,
    /** A media session of a peer that has as many as one may have. */
    MEDIA_PEER_SLOTS_FULL,
    /** A media session of a peer to which the application did not consent, or nobody was there to consent. */
    MEDIA_REFUSED,
    /** A media session of a peer to which the application did not consent in time. */
    MEDIA_CONSENT_TIMEOUT,
    /** A media session of a peer that the application did not take in time, or for which too many others waited. */
    MEDIA_UNCLAIMED,
    /** A contact without its key, with a key that is not its own, or below the difficulty. */
    CONTACT_UNPROVEN,
    /** A contact of a subnet of which enough are known. */
    CONTACT_SUBNET_FULL,
    /** Too many messages, or too many bytes of them, are pending. */
    PENDING_MESSAGES_FULL,
    /** The application takes no more messages, because it ends. */
    RECEIVER_CLOSED,
    /** A message of the application found no edge to leave over, and none came about. */
    UNROUTABLE,
    /** A direct message of the application found that too much waits for its peer, or for all peers. */
    DIRECT_MESSAGES_FULL,
    /** A direct message of the application did not leave within its time, or before the node left. */
    DIRECT_MESSAGE_EXPIRED,
    /** A frame of our own found its connection's buffer full. */
    SEND_BUFFER_FULL,
    /** The edge that brought a new message holds its share of remembered messages. */
    DEDUPLICATION_FULL,
    /** A remembered edge budget was forgotten before it had refilled. */
    EDGE_BUDGET_EVICTED
}
