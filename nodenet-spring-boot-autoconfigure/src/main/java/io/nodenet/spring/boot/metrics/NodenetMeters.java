package io.nodenet.spring.boot.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The meters of a node; the list in the documentation is generated from it. */
public enum NodenetMeters implements MeterDocumentation {
    EDGES("nodenet.edges", Meter.Type.GAUGE, "", "Current edges, by direction of the dial.", Key.DIRECTION),
    EDGES_PATH("nodenet.edges.path", Meter.Type.GAUGE, "", "Current edges, by path.", Key.PATH),
    PHASE(
            "nodenet.edges.phase",
            Meter.Type.GAUGE,
            "",
            "1 for the current connectivity phase of the node, 0 for the others.",
            Key.PHASE),
    EDGES_ESTABLISHED("nodenet.edges.established", Meter.Type.COUNTER, "", "Edges established."),
    EDGES_LOST("nodenet.edges.lost", Meter.Type.COUNTER, "", "Edges lost, for any reason."),
    NETWORK_CHANGES(
            "nodenet.network.changes",
            Meter.Type.COUNTER,
            "",
            "Network changes, reported by the application or detected."),
    ANCHORS(
            "nodenet.anchors",
            Meter.Type.GAUGE,
            "",
            "Anchors of the node, by state: connected, released because there are enough edges, or unreached.",
            Key.STATE),
    RUNNING("nodenet.running", Meter.Type.GAUGE, "", "1 while the node is running, otherwise 0."),
    UPTIME("nodenet.uptime", Meter.Type.GAUGE, "seconds", "Time since the node was started."),
    REFLEXIVE_CONFIRMED(
            "nodenet.reflexive.confirmed",
            Meter.Type.GAUGE,
            "",
            "1 while enough neighbours agree on the external address of the node, otherwise 0."),
    CLOCK_SKEW(
            "nodenet.clock.skew",
            Meter.Type.GAUGE,
            "seconds",
            "Estimated lead of the local clock over the network, from messages of neighbours; negative if it lags, NaN if unknown."),
    FRAMES_RECEIVED("nodenet.frames.received", Meter.Type.COUNTER, "", "Frames received from peers."),
    FRAMES_SENT("nodenet.frames.sent", Meter.Type.COUNTER, "", "Frames accepted for sending to peers."),
    FRAMES_FORWARDED("nodenet.frames.forwarded", Meter.Type.COUNTER, "", "Routed messages forwarded to a next hop."),
    FRAMES_SAMPLED(
            "nodenet.frames.sampled", Meter.Type.COUNTER, "", "Forwarded messages sampled for signature verification."),
    FRAMES_DROPPED(
            "nodenet.frames.dropped",
            Meter.Type.COUNTER,
            "",
            "Frames, messages and connections dropped by the node, by cause.",
            Key.REASON),
    RECEIVED("nodenet.received", Meter.Type.COUNTER, "bytes", "Bytes of frames received from peers."),
    SENT("nodenet.sent", Meter.Type.COUNTER, "bytes", "Bytes of frames accepted for sending to peers."),
    RELAYED("nodenet.relayed", Meter.Type.COUNTER, "bytes", "Bytes relayed for others."),
    DELIVERIES(
            "nodenet.deliveries", Meter.Type.COUNTER, "", "Messages accepted for the application, routed and direct."),
    MESSAGES_ORIGINATED("nodenet.messages.originated", Meter.Type.COUNTER, "", "Messages originated by this node."),
    MESSAGE_COPIES("nodenet.messages.copies", Meter.Type.COUNTER, "", "Copies of originated messages sent."),
    MESSAGES_DIRECT("nodenet.messages.direct", Meter.Type.COUNTER, "", "Direct messages sent."),
    MESSAGES_DELAYED(
            "nodenet.messages.delayed",
            Meter.Type.COUNTER,
            "",
            "Messages of the application that had to wait for room or, if direct, for an edge or their turn."),
    MESSAGE_RETRIES(
            "nodenet.messages.retries",
            Meter.Type.COUNTER,
            "",
            "Messages without an edge to send them over: retried (counted per retry), given-up, or refused because too many were waiting.",
            Key.OUTCOME),
    REQUESTS("nodenet.requests", Meter.Type.COUNTER, "", "Completed requests to peers, by outcome.", Key.OUTCOME),
    REQUESTS_PENDING("nodenet.requests.pending", Meter.Type.GAUGE, "", "Pending requests to peers."),
    REPLIES(
            "nodenet.replies",
            Meter.Type.COUNTER,
            "",
            "Completed requests of peers: replied, failed if the peer was notified, withheld if it was not, or unsent.",
            Key.OUTCOME),
    REPLIES_PENDING("nodenet.replies.pending", Meter.Type.GAUGE, "", "Requests of peers in progress."),
    REPLIES_UNSOLICITED(
            "nodenet.replies.unsolicited",
            Meter.Type.COUNTER,
            "",
            "Dropped replies: no pending request has their ID (unknown: late or forged), or another peer was asked.",
            Key.REASON),
    PINGS_SENT("nodenet.pings.sent", Meter.Type.COUNTER, "", "Pings sent."),
    PONGS_SENT("nodenet.pongs.sent", Meter.Type.COUNTER, "", "Pings answered."),
    VERIFICATIONS("nodenet.verifications", Meter.Type.COUNTER, "", "Signatures submitted for verification."),
    DIALS("nodenet.dials", Meter.Type.COUNTER, "", "Dials started."),
    SECOND_DIALS(
            "nodenet.dials.second",
            Meter.Type.COUNTER,
            "",
            "Dials started alongside a connection that went silent or no longer carries data."),
    CONNECT_ATTEMPTS(
            "nodenet.connect.attempts",
            Meter.Type.TIMER,
            "",
            "Completed attempts to connect to a peer, by the path of the edge, none on failure. Concurrent callers for the same peer share an"
                    + " attempt; there is none if an edge exists.",
            Key.PATH),
    CONTACTS("nodenet.contacts", Meter.Type.GAUGE, "", "Nodes known to this node."),
    SIBLINGS("nodenet.siblings", Meter.Type.GAUGE, "", "Edges to the nearest known nodes that can be dialed."),
    SIBLINGS_WANTED(
            "nodenet.siblings.wanted",
            Meter.Type.GAUGE,
            "",
            "Nearest known nodes that can be dialed; the node wants an edge to each."),
    BUCKETS_COVERED(
            "nodenet.buckets.covered", Meter.Type.GAUGE, "", "Parts of the network, by distance, with enough edges."),
    BUCKETS_POPULATED(
            "nodenet.buckets.populated", Meter.Type.GAUGE, "", "Parts of the network, by distance, with known nodes."),
    CONTACTS_DIALED("nodenet.contacts.dialed", Meter.Type.COUNTER, "", "Contacts dialed on the node's own initiative."),
    CONTACTS_LEARNED("nodenet.contacts.learned", Meter.Type.COUNTER, "", "Contacts learned."),
    CONTACTS_EVICTED("nodenet.contacts.evicted", Meter.Type.COUNTER, "", "Contacts found dead and forgotten."),
    CONTACTS_UNPROBED(
            "nodenet.contacts.unprobed",
            Meter.Type.COUNTER,
            "",
            "Contacts kept over a newcomer without being probed, because too many probes were pending."),
    LOOKUPS("nodenet.lookups", Meter.Type.COUNTER, "", "Lookups started."),
    SIBLING_REQUESTS("nodenet.sibling.requests", Meter.Type.COUNTER, "", "Sibling requests sent."),
    ANSWERS_SENT("nodenet.answers.sent", Meter.Type.COUNTER, "", "Lookups and sibling requests answered."),
    ANSWERS_RECEIVED(
            "nodenet.answers.received", Meter.Type.COUNTER, "", "Accepted answers to lookups and sibling requests."),
    HELLOS_SENT("nodenet.hellos.sent", Meter.Type.COUNTER, "", "Hellos sent to ask peers to introduce themselves."),
    HELLOS_ANSWERED("nodenet.hellos.answered", Meter.Type.COUNTER, "", "Hellos answered."),
    PUNCH_REQUESTS_SENT("nodenet.punch.requests.sent", Meter.Type.COUNTER, "", "Hole punch requests sent."),
    PUNCH_REQUESTS_ANSWERED("nodenet.punch.requests.answered", Meter.Type.COUNTER, "", "Hole punch requests answered."),
    PUNCHES_SENT("nodenet.punches.sent", Meter.Type.COUNTER, "", "Datagrams sent to open the NAT of this node."),
    RELAY_REQUESTS_SENT("nodenet.relay.requests.sent", Meter.Type.COUNTER, "", "Relay requests sent to volunteers."),
    RELAYS_GRANTED("nodenet.relays.granted", Meter.Type.COUNTER, "", "Relay sessions opened for others."),
    RELAY_BINDS_ANSWERED(
            "nodenet.relay.binds.answered", Meter.Type.COUNTER, "", "Relay binds of volunteers answered with punches."),
    MEDIA_SESSIONS(
            "nodenet.media.sessions",
            Meter.Type.GAUGE,
            "",
            "Open media sessions, by the side that opened them.",
            Key.DIRECTION),
    MEDIA_DATAGRAMS(
            "nodenet.media.datagrams",
            Meter.Type.COUNTER,
            "",
            "Datagrams that entered the send ring or the receive queue of a media session.",
            Key.DIRECTION),
    MEDIA_MESSAGES(
            "nodenet.media.messages",
            Meter.Type.COUNTER,
            "",
            "Messages that media sessions sent completely, or that entered a receive queue.",
            Key.DIRECTION),
    MEDIA_HEARTBEATS(
            "nodenet.media.heartbeats",
            Meter.Type.COUNTER,
            "",
            "Heartbeats that keep a media session alive while its opener only listens.",
            Key.DIRECTION),
    MEDIA_DROPPED(
            "nodenet.media.dropped",
            Meter.Type.COUNTER,
            "",
            "Dropped datagrams and messages of media sessions.",
            Key.DIRECTION,
            Key.REASON),
    MEDIA_ADMITTED("nodenet.media.admitted", Meter.Type.COUNTER, "", "Media sessions of peers that passed all checks."),
    EDGES_RELEASED(
            "nodenet.edges.released",
            Meter.Type.COUNTER,
            "",
            "Edges that the node closed because it had more useful ones."),
    DUPLICATE_IDENTITY(
            "nodenet.duplicate.identity",
            Meter.Type.COUNTER,
            "",
            "NodeIDs of neighbours found in use by two running nodes."),
    TRANSPORT_EVENTS(
            "nodenet.transport.events",
            Meter.Type.COUNTER,
            "",
            "Events counted by the transport, in addition to frames and bytes.",
            Key.EVENT),
    LIMIT_USED("nodenet.limit.used", Meter.Type.GAUGE, "", "Current usage of a limit, by limit.", Key.LIMIT),
    LIMIT_MAX("nodenet.limit.max", Meter.Type.GAUGE, "", "Maximum value of a limit, by limit.", Key.LIMIT),
    LOOP_TURN("nodenet.loop.turn", Meter.Type.TIMER, "", "Turns of the node's loop and their duration."),
    LOOP_TURN_WITHIN(
            "nodenet.loop.turn.within",
            Meter.Type.COUNTER,
            "",
            "Turns of the node's loop that took at most the time in the tag, as a cumulative histogram.",
            Key.LE),
    LISTENERS_PENDING(
            "nodenet.listeners.pending",
            Meter.Type.GAUGE,
            "",
            "Messages waiting for listeners that are paused or have their own threads."),
    LISTENERS_DROPPED(
            "nodenet.listeners.dropped",
            Meter.Type.COUNTER,
            "",
            "Messages dropped because the queue of a listener was full, or abandoned in it."),
    SNAPSHOTS_UNANSWERED(
            "nodenet.snapshots.unanswered",
            Meter.Type.COUNTER,
            "",
            "Queries for the state of the node that its loop did not answer within a second."),
    EVENTS_DROPPED(
            "nodenet.events.dropped",
            Meter.Type.COUNTER,
            "",
            "Events dropped in favour of later ones because the application handled them too slowly.");

    private final String meterName;
    private final Meter.Type type;
    private final String unit;
    private final String description;
    private final @Nullable Key key;
    private final @Nullable Key secondKey;

    NodenetMeters(String name, Meter.Type type, String unit, String description) {
        this(name, type, unit, description, null, null);
    }

    NodenetMeters(String name, Meter.Type type, String unit, String description, Key key) {
        this(name, type, unit, description, key, null);
    }

    NodenetMeters(
            String name, Meter.Type type, String unit, String description, @Nullable Key key, @Nullable Key secondKey) {
        this.meterName = name;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.key = key;
        this.secondKey = secondKey;
    }

    @Override
    public String getName() {
        return meterName;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    @Override
    public String getBaseUnit() {
        return unit;
    }

    /** Returns the description in one sentence. */
    public String description() {
        return description;
    }

    @Override
    public KeyName[] getKeyNames() {
        return Stream.of(key, secondKey).filter(Objects::nonNull).toArray(KeyName[]::new);
    }

    /** The tags; each has few values, none an ID or an address. */
    public enum Key implements KeyName {
        /** {@code inbound} or {@code outbound}. */
        DIRECTION("direction"),
        /** {@code direct}, {@code punched}, {@code relayed} or {@code none}. */
        PATH("path"),
        /** A connectivity phase. */
        PHASE("phase"),
        /** {@code connected}, {@code released} or {@code unreached}. */
        STATE("state"),
        /** The outcome of a request. */
        OUTCOME("outcome"),
        /** A cause of drops. */
        REASON("reason"),
        /** An event of the transport. */
        EVENT("event"),
        /** A limit of the node. */
        LIMIT("limit"),
        /** The bound of a bucket in seconds, or {@code +Inf}. */
        LE("le"),
        /** The name of the node, on all meters of an application with several nodes. */
        NODE("node");

        private final String key;

        Key(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
