package io.nodenet.fact;

/** The counters of a node besides drops (W-40). */
public enum NodeCounter {
    /** Routed messages passed on to a next hop. */
    FORWARDED,
    /** Forwarded messages whose signature was checked all the same. */
    FORWARDED_SAMPLED,
    /** Messages handed to the application, routed and direct. */
    DELIVERED,
    /** Messages that this node originated. */
    ORIGINATED,
    /** Copies of originated messages that were sent. */
    COPIES_SENT,
    /** Direct messages that left. */
    DIRECT_SENT,
    /** Messages of the application that waited: for room, and direct ones also for an edge and for their turn. */
    MESSAGES_DELAYED,
    /** Pings sent. */
    PINGS_SENT,
    /** Pings answered. */
    PONGS_SENT,
    /** Signatures given to verification. */
    VERIFICATIONS,
    /** Edges established. */
    EDGES_ESTABLISHED,
    /** Edges lost, for whatever reason. */
    EDGES_LOST,
    /** Changes of the network that were told or noticed. */
    NETWORK_CHANGES,
    /** NodeIDs of neighbours found to be used by two living processes. */
    DUPLICATE_IDENTITY,
    /** Events that gave way to later ones, because the application handled them too slowly. */
    EVENTS_DROPPED,
    /** Dials begun. */
    DIALS,
    /** Dials begun alongside a connection that fell silent or carries nothing more. */
    SECOND_DIALS,
    /** Contacts dialed of this node's own accord. */
    CONTACTS_DIALED,
    /** Lookups begun. */
    LOOKUPS,
    /** Sibling requests sent. */
    SIBLING_REQUESTS,
    /** Lookups and sibling requests answered. */
    ANSWERS_SENT,
    /** Answers to this node's lookups and sibling requests that were taken in. */
    ANSWERS_RECEIVED,
    /** Hellos sent to have a peer introduce itself, those that were sent again included. */
    HELLOS_SENT,
    /** Hellos answered. */
    HELLOS_ANSWERED,
    /** Requests for a hole punch sent, those that were sent again included. */
    PUNCH_REQUESTS_SENT,
    /** Requests for a hole punch answered. */
    PUNCH_REQUESTS_ANSWERED,
    /** Datagrams sent to open the NAT of this node. */
    PUNCHES_SENT,
    /** Requests to relay sent to volunteers. */
    RELAY_REQUESTS_SENT,
    /** Relay sessions opened for others. */
    RELAYS_GRANTED,
    /** Relay binds of volunteers that were answered with punches. */
    RELAY_BINDS_ANSWERED,
    /** Media sessions of peers that passed all gates. */
    MEDIA_ADMITTED,
    /** Contacts that became known. */
    CONTACTS_LEARNED,
    /** Contacts that were found dead and forgotten. */
    CONTACTS_EVICTED,
    /** Contacts that kept their place before a newcomer because too many others waited to be probed. */
    CONTACTS_UNPROBED,
    /** Edges that this node closed because it had more useful ones. */
    EDGES_RELEASED
}
