package io.nodenet.wire;

import java.util.Arrays;

/**
 * What a frame carries: one byte, one flat space (docs/protocol/01, section 6, [C]).
 *
 * <p>Routed types carry a routed message and are all forwarded alike; edge types speak to the direct neighbour only.
 */
public enum FrameType {
    /** Application payload for a NodeID. */
    ROUTE(1, Kind.ROUTED),
    /** Asks for a sign of life; empty. */
    PING(2, Kind.EDGE),
    /** Returns a ping with the address that the asker was seen at. */
    PONG(3, Kind.EDGE),
    /** Asks the network for the nodes nearest to a NodeID. */
    LOOKUP(4, Kind.ROUTED),
    /** Returns a lookup or a sibling request with contacts. */
    NEIGHBORS(5, Kind.ROUTED),
    /** Asks a neighbour for the nodes nearest to itself. */
    SIBLINGS(6, Kind.EDGE),
    /** Says goodbye; empty. */
    LEAVE(7, Kind.EDGE),
    /** Opens a rendezvous. */
    HELLO(8, Kind.ROUTED),
    /** Returns a rendezvous. */
    REPLY(9, Kind.ROUTED),
    /** Asks for a hole punch. */
    CONNECT(10, Kind.ROUTED),
    /** Returns a request for a hole punch. */
    CONNECT_ACK(11, Kind.ROUTED),
    /** Asks a volunteer to relay. */
    RELAY_REQUEST(12, Kind.EDGE),
    /** Returns a request to relay. */
    RELAY_GRANT(13, Kind.EDGE),
    /** Tells a callee of a relay. */
    RELAY_BIND(14, Kind.EDGE),
    /** Opaque application bytes for the direct neighbour. */
    APP(64, Kind.EDGE),
    /** Every code without a meaning: ignored, but a sign of life. Never sent. */
    UNKNOWN(-1, Kind.UNKNOWN);

    /** How frames of a type are handled. */
    public enum Kind {
        /** Carries a routed message and may be forwarded. */
        ROUTED,
        /** Ends at the direct neighbour. */
        EDGE,
        /** Ignored. */
        UNKNOWN
    }

    /** The largest code that is reserved for the core; those above belong to applications. */
    public static final int MAX_CORE_CODE = 63;

    private static final int CODES = 256;
    private static final FrameType[] BY_CODE = byCode();

    private final int code;
    private final Kind kind;

    FrameType(int code, Kind kind) {
        this.code = code;
        this.kind = kind;
    }

    private static FrameType[] byCode() {
        FrameType[] table = new FrameType[CODES];
        Arrays.fill(table, UNKNOWN);
        for (FrameType type : values()) {
            if (type != UNKNOWN) {
                table[type.code] = type;
            }
        }
        return table;
    }

    /** Returns the type of a code, of which the low eight bits count; {@link #UNKNOWN} if it has no meaning. */
    public static FrameType ofCode(int code) {
        return BY_CODE[code & 0xff];
    }

    /** Returns the byte on the wire, 1 to 64; -1 for {@link #UNKNOWN}. */
    public int code() {
        return code;
    }

    /** Returns how frames of this type are handled. */
    public Kind kind() {
        return kind;
    }

    /** Returns whether frames of this type carry a routed message. */
    public boolean isRouted() {
        return kind == Kind.ROUTED;
    }
}
