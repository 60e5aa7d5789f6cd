package io.nodenet.node.core.connect;

import io.nodenet.fact.DropReason;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.FrameWriter;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.wire.FrameType;

/** Sends the frames of relaying over edges, and holds neighbours to their share of those that they send (docs/protocol/06, section 6). */
public final class RelayFrames {
    private final Turn turn;
    private final Edges edges;
    private final FrameWriter writer;
    private final Counts counts;

    public RelayFrames(Turn turn, Edges edges, FrameWriter writer, Counts counts) {
        this.turn = turn;
        this.edges = edges;
        this.writer = writer;
        this.counts = counts;
    }

    /** Takes a request or bind out of the share of its neighbour; returns false, and counts it, if there is none left ([V]). */
    boolean admit(EdgeConnection from) {
        boolean admitted = from.edge().budget().tryControl(turn.nowNanos());
        if (!admitted) {
            counts.drop(DropReason.RATE_LIMITED_CONTROL);
        }
        return admitted;
    }

    /** Sends a frame over one connection; returns whether it left. */
    boolean send(EdgeConnection connection, FrameType type, byte[] payload) {
        return switch (connection.send(writer.frame(type, payload), turn.nowNanos())) {
            case ACCEPTED -> true;
            case FULL -> {
                counts.drop(DropReason.SEND_BUFFER_FULL);
                yield false;
            }
            case CLOSED -> {
                edges.dropClosed(connection);
                yield false;
            }
        };
    }
}
