package io.nodenet.spring.boot.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every meter of a node; the list in the documentation is made of it. */
public enum NodenetMeters implements MeterDocumentation {
    EDGES("nodenet.edges", Meter.Type.GAUGE, "", "Edges that are up, by who dialed.", Key.DIRECTION),
    EDGES_PATH("nodenet.edges.path", Meter.Type.GAUGE, "", "Edges that are up, by the kind of path.", Key.PATH),
    PHASE(
            "nodenet.edges.phase",
            Meter.Type.GAUGE,
            "",
            "1 for the connectivity phase that the node is in, 0 for the others.",
            Key.PHASE),
    EDGES_ESTABLISHED("nodenet.edges.established", Meter.Type.COUNTER, "", "Edges that came up."),
    EDGES_LOST("nodenet.edges.lost", Meter.Type.COUNTER, "", "Edges that went down, for whatever reason."),
    NETWORK_CHANGES(
            "nodenet.network.changes", Meter.Type.COUNTER, "", "Changes of the network that were told or noticed."),
    ANCHORS(
            "nodenet.anchors",
            Meter.Type.GAUGE,
            "",
            "Anchors of the node: connected, released because there are edges enough, or unreached.",
            Key.STATE),
    RUNNING("nodenet.running", Meter.Type.GAUGE, "", "1 while the node runs, else 0."),
    UPTIME("nodenet.uptime", Meter.Type.GAUGE, "seconds", "Time since the node was started."),
    REFLEXIVE_CONFIRMED(
            "nodenet.reflexive.confirmed",
            Meter.Type.GAUGE,
            "",
            "1 while enough neighbours agree on where the node is seen from outside, else 0."),
    CLOCK_SKEW(
            "nodenet.clock.skew",
            Meter.Type.GAUGE,
            "seconds",
            "How far the clock of the machine is ahead of the network, by what neighbours pass on; negative if behind, NaN if unknown."),
    FRAMES_RECEIVED("nodenet.frames.received", Meter.Type.COUNTER, "", "Frames that came from peers."),
    FRAMES_SENT("nodenet.frames.sent", Meter.Type.COUNTER, "", "Frames accepted for peers."),
    FRAMES_FORWARDED("nodenet.frames.forwarded", Meter.Type.COUNTER, "", "Routed messages passed on to a next hop."),
    FRAMES_SAMPLED(
            "nodenet.frames.sampled", Meter.Type.COUNTER, "", "Forwarded messages sampled for signature verification."),
    FRAMES_DROPPED(
            "nodenet.frames.dropped",
            Meter.Type.COUNTER,
            "",
            "What the node dropped, by cause: frames, messages, connections.",
            Key.REASON),
    RECEIVED("nodenet.received", Meter.Type.COUNTER, "bytes", "Bytes of the frames that came from peers."),
    SENT("nodenet.sent", Meter.Type.COUNTER, "bytes", "Bytes of the frames accepted for peers."),
    RELAYED("nodenet.relayed", Meter.Type.COUNTER, "bytes", "Bytes that relay sessions carried for others."),
    DELIVERIES(
            "nodenet.deliveries", Meter.Type.COUNTER, "", "Messages accepted for the application, routed and direct."),
    MESSAGES_ORIGINATED("nodenet.messages.originated", Meter.Type.COUNTER, "", "Messages that this node originated."),
    MESSAGE_COPIES("nodenet.messages.copies", Meter.Type.COUNTER, "", "Copies of originated messages that were sent."),
    MESSAGES_DIRECT("nodenet.messages.direct", Meter.Type.COUNTER, "", "Direct messages that left."),
    MESSAGES_DELAYED(
            "nodenet.messages.delayed",
            Meter.Type.COUNTER,
            "",
            "Messages of the application that waited: for room, or, if direct, for an edge or their turn."),
    MESSAGE_RETRIES(
            "nodenet.messages.retries",
            Meter.Type.COUNTER,
            "",
            "Messages that found no edge to leave over: retried each time that one is sent again, given-up, or refused since too many waited.",
            Key.OUTCOME),
    REQUESTS(
            "nodenet.requests",
            Meter.Type.COUNTER,
            "",
            "Requests of the application to peers that have ended, by what became of them.",
            Key.OUTCOME),
    REQUESTS_PENDING(
            "nodenet.requests.pending", Meter.Type.GAUGE, "", "Requests to peers that wait for their replies."),
    REPLIES(
            "nodenet.replies",
            Meter.Type.COUNTER,
            "",
            "Requests of peers that have ended: replied, failed if the peer was told so, withheld if it was told nothing, or unsent.",
            Key.OUTCOME),
    REPLIES_PENDING("nodenet.replies.pending", Meter.Type.GAUGE, "", "Requests of peers that are under way."),
    REPLIES_UNSOLICITED(
            "nodenet.replies.unsolicited",
            Meter.Type.COUNTER,
            "",
            "Replies that were dropped: no pending request has their ID (unknown: late, or made up), or another peer was asked.",
            Key.REASON),
    PINGS_SENT("nodenet.pings.sent", Meter.Type.COUNTER, "", "Pings sent."),
    PONGS_SENT("nodenet.pongs.sent", Meter.Type.COUNTER, "", "Pings answered."),
    VERIFICATIONS("nodenet.verifications", Meter.Type.COUNTER, "", "Signatures given to verification."),
    DIALS("nodenet.dials", Meter.Type.COUNTER, "", "Dials begun."),
    SECOND_DIALS(
            "nodenet.dials.second",
            Meter.Type.COUNTER,
            "",
            "Dials begun alongside a connection that fell silent or carries nothing more."),
    CONNECT_ATTEMPTS(
            "nodenet.connect.attempts",
            Meter.Type.TIMER,
            "",
            "Attempts to connect to a peer that have ended, by the path of the edge, none if it failed. Shared by those who wait for the same"
                    + " peer; there is none where there is an edge.",
            Key.PATH),
    CONTACTS("nodenet.contacts", Meter.Type.GAUGE, "", "Nodes that the node knows."),
    SIBLINGS("nodenet.siblings", Meter.Type.GAUGE, "", "Edges to the nearest known nodes that can be dialed."),
    SIBLINGS_WANTED(
            "nodenet.siblings.wanted",
            Meter.Type.GAUGE,
            "",
            "The nearest known nodes that can be dialed; the node wants an edge to each."),
    BUCKETS_COVERED(
            "nodenet.buckets.covered",
            Meter.Type.GAUGE,
            "",
            "Parts of the network, by their distance, with edges enough."),
    BUCKETS_POPULATED(
            "nodenet.buckets.populated",
            Meter.Type.GAUGE,
            "",
            "Parts of the network, by their distance, in which nodes are known."),
    CONTACTS_DIALED("nodenet.contacts.dialed", Meter.Type.COUNTER, "", "Contacts dialed of the node's own accord."),
    CONTACTS_LEARNED("nodenet.contacts.learned", Meter.Type.COUNTER, "", "Contacts that became known."),
    CONTACTS_EVICTED(
            "nodenet.contacts.evicted", Meter.Type.COUNTER, "", "Contacts that were found dead and forgotten."),
    CONTACTS_UNPROBED(
            "nodenet.contacts.unprobed",
            Meter.Type.COUNTER,
            "",
            "Contacts that kept their place before a newcomer because too many others waited to be probed."),
    LOOKUPS("nodenet.lookups", Meter.Type.COUNTER, "", "Look-ups begun."),
    SIBLING_REQUESTS("nodenet.sibling.requests", Meter.Type.COUNTER, "", "Sibling requests sent."),
    ANSWERS_SENT("nodenet.answers.sent", Meter.Type.COUNTER, "", "Look-ups and sibling requests answered."),
    ANSWERS_RECEIVED(
            "nodenet.answers.received",
            Meter.Type.COUNTER,
            "",
            "Answers to look-ups and sibling requests that were taken in."),
    HELLOS_SENT("nodenet.hellos.sent", Meter.Type.COUNTER, "", "Hellos sent to have a peer introduce itself."),
    HELLOS_ANSWERED("nodenet.hellos.answered", Meter.Type.COUNTER, "", "Hellos answered."),
    PUNCH_REQUESTS_SENT("nodenet.punch.requests.sent", Meter.Type.COUNTER, "", "Requests for a hole punch sent."),
    PUNCH_REQUESTS_ANSWERED(
            "nodenet.punch.requests.answered", Meter.Type.COUNTER, "", "Requests for a hole punch answered."),
    PUNCHES_SENT("nodenet.punches.sent", Meter.Type.COUNTER, "", "Datagrams sent to open the NAT of this node."),
    RELAY_REQUESTS_SENT("nodenet.relay.requests.sent", Meter.Type.COUNTER, "", "Requests to relay sent to volunteers."),
    RELAYS_GRANTED("nodenet.relays.granted", Meter.Type.COUNTER, "", "Relay sessions opened for others."),
    RELAY_BINDS_ANSWERED(
            "nodenet.relay.binds.answered",
            Meter.Type.COUNTER,
            "",
            "Relay binds of volunteers that were answered with punches."),
    MEDIA_SESSIONS(
            "nodenet.media.sessions",
            Meter.Type.GAUGE,
            "",
            "Media sessions that are open, by who opened them.",
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
            "Messages that media sessions sent whole, or that entered a receive queue.",
            Key.DIRECTION),
    MEDIA_HEARTBEATS(
            "nodenet.media.heartbeats",
            Meter.Type.COUNTER,
            "",
            "Heartbeats that keep media sessions alive in which the opener only listens.",
            Key.DIRECTION),
    MEDIA_DROPPED(
            "nodenet.media.dropped",
            Meter.Type.COUNTER,
            "",
            "Datagrams and messages of media sessions that were dropped.",
            Key.DIRECTION,
            Key.REASON),
    MEDIA_ADMITTED("nodenet.media.admitted", Meter.Type.COUNTER, "", "Media sessions of peers that passed all gates."),
    EDGES_RELEASED(
            "nodenet.edges.released",
            Meter.Type.COUNTER,
            "",
            "Edges that the node closed because it had more useful ones."),
    DUPLICATE_IDENTITY(
            "nodenet.duplicate.identity",
            Meter.Type.COUNTER,
            "",
            "NodeIDs of neighbours found to be used by two running nodes."),
    TRANSPORT_EVENTS(
            "nodenet.transport.events",
            Meter.Type.COUNTER,
            "",
            "What the transport counted besides frames and bytes, by event.",
            Key.EVENT),
    LIMIT_USED("nodenet.limit.used", Meter.Type.GAUGE, "", "How much of a limit is taken, by limit.", Key.LIMIT),
    LIMIT_MAX("nodenet.limit.max", Meter.Type.GAUGE, "", "Maximum value of a limit, by limit.", Key.LIMIT),
    LOOP_TURN("nodenet.loop.turn", Meter.Type.TIMER, "", "Turns of the node's loop and the time that they took."),
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
            "Messages that wait for listeners that are paused or have threads of their own."),
    LISTENERS_DROPPED(
            "nodenet.listeners.dropped",
            Meter.Type.COUNTER,
            "",
            "Messages that the queue of a listener had no room for, or that were given up in it."),
    SNAPSHOTS_UNANSWERED(
            "nodenet.snapshots.unanswered",
            Meter.Type.COUNTER,
            "",
            "How often the node's loop was asked for its state and did not answer within a second."),
    EVENTS_DROPPED(
            "nodenet.events.dropped",
            Meter.Type.COUNTER,
            "",
            "Events that gave way to later ones, because the application handled them too slowly.");

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

    /** Answers what it counts or shows, in one sentence. */
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
        /** What became of a request. */
        OUTCOME("outcome"),
        /** A cause of drops. */
        REASON("reason"),
        /** An event of the transport. */
        EVENT("event"),
        /** A limit of the node. */
        LIMIT("limit"),
        /** The bound of a bucket in seconds, or {@code +Inf}. */
        LE("le"),
        /** The name of the node, on all meters where an application has several nodes. */
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
