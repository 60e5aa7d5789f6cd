package io.nodenet.spring.boot.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;

/** Every meter of a node; the list in the documentation is made of it. */
public enum NodenetMeters implements MeterDocumentation {
    /** Edges that are up, by who dialed. */
    EDGES("nodenet.edges", Meter.Type.GAUGE, Key.DIRECTION),
    /** 1 for the connectivity phase that the node is in, 0 for the others. */
    PHASE("nodenet.edges.phase", Meter.Type.GAUGE, Key.PHASE),
    /** Edges that came up. */
    EDGES_ESTABLISHED("nodenet.edges.established", Meter.Type.COUNTER),
    /** Edges that went down, for whatever reason. */
    EDGES_LOST("nodenet.edges.lost", Meter.Type.COUNTER),
    /** Anchors of the node, by whether there is an edge to them. */
    ANCHORS("nodenet.anchors", Meter.Type.GAUGE, Key.CONNECTED),
    /** 1 while the node runs, else 0. */
    RUNNING("nodenet.running", Meter.Type.GAUGE),
    /** Time since the node was started. */
    UPTIME("nodenet.uptime", Meter.Type.GAUGE, "seconds"),
    /** Frames that came from peers. */
    FRAMES_RECEIVED("nodenet.frames.received", Meter.Type.COUNTER),
    /** Frames accepted for peers. */
    FRAMES_SENT("nodenet.frames.sent", Meter.Type.COUNTER),
    /** Routed messages passed on to a next hop. */
    FRAMES_FORWARDED("nodenet.frames.forwarded", Meter.Type.COUNTER),
    /** Forwarded messages whose signature was checked all the same. */
    FRAMES_SAMPLED("nodenet.frames.sampled", Meter.Type.COUNTER),
    /** What the node dropped, by cause: frames, messages, connections. */
    FRAMES_DROPPED("nodenet.frames.dropped", Meter.Type.COUNTER, Key.REASON),
    /** Bytes of the frames that came from peers. */
    RECEIVED("nodenet.received", Meter.Type.COUNTER, "bytes"),
    /** Bytes of the frames accepted for peers. */
    SENT("nodenet.sent", Meter.Type.COUNTER, "bytes"),
    /** Messages handed to the application's queue, routed and direct. */
    DELIVERIES("nodenet.deliveries", Meter.Type.COUNTER),
    /** Messages of this node that were launched. */
    MESSAGES_ORIGINATED("nodenet.messages.originated", Meter.Type.COUNTER),
    /** Copies in which they left. */
    MESSAGE_COPIES("nodenet.messages.copies", Meter.Type.COUNTER),
    /** Direct messages that left. */
    MESSAGES_DIRECT("nodenet.messages.direct", Meter.Type.COUNTER),
    /** Pings sent. */
    PINGS_SENT("nodenet.pings.sent", Meter.Type.COUNTER),
    /** Pings answered. */
    PONGS_SENT("nodenet.pongs.sent", Meter.Type.COUNTER),
    /** Signatures given to verification. */
    VERIFICATIONS("nodenet.verifications", Meter.Type.COUNTER),
    /** Dials begun. */
    DIALS("nodenet.dials", Meter.Type.COUNTER),
    /** What the transport counted besides frames and bytes, by event. */
    TRANSPORT_EVENTS("nodenet.transport.events", Meter.Type.COUNTER, Key.EVENT),
    /** How much of a limit is taken, by limit. */
    LIMIT_USED("nodenet.limit.used", Meter.Type.GAUGE, Key.LIMIT),
    /** How much there is of it. */
    LIMIT_MAX("nodenet.limit.max", Meter.Type.GAUGE, Key.LIMIT),
    /** Turns of the node's loop and the time that they took. */
    LOOP_TURN("nodenet.loop.turn", Meter.Type.TIMER),
    /** Turns of the node's loop that took at most the time in the tag, as a cumulative histogram. */
    LOOP_TURN_BUCKET("nodenet.loop.turn.bucket", Meter.Type.COUNTER, Key.LE),
    /** Application events about the node that gave way to later ones. */
    EVENTS_DROPPED("nodenet.events.dropped", Meter.Type.COUNTER);

    private final String meterName;
    private final Meter.Type type;
    private final String unit;
    private final KeyName[] keys;

    NodenetMeters(String name, Meter.Type type, Key... keys) {
        this(name, type, "", keys);
    }

    NodenetMeters(String name, Meter.Type type, String unit, Key... keys) {
        this.meterName = name;
        this.type = type;
        this.unit = unit;
        this.keys = keys;
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

    @Override
    public KeyName[] getKeyNames() {
        return keys.clone();
    }

    /** The tags; each has few values, none an ID or an address. */
    public enum Key implements KeyName {
        /** {@code inbound} or {@code outgoing}. */
        DIRECTION("direction"),
        /** A connectivity phase. */
        PHASE("phase"),
        /** {@code true} or {@code false}. */
        CONNECTED("connected"),
        /** A cause of drops. */
        REASON("reason"),
        /** An event of the transport. */
        EVENT("event"),
        /** A limit of the node. */
        LIMIT("limit"),
        /** The bound of a bucket in seconds, or {@code +Inf}. */
        LE("le");

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
