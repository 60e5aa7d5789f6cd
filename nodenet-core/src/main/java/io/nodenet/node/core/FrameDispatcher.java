package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.nodenet.fact.DropReason;
import io.nodenet.node.core.connect.ConnectFlow;
import io.nodenet.node.core.connect.RelayResponder;
import io.nodenet.node.core.connect.RelayVolunteer;
import io.nodenet.node.core.edge.ControlPlane;
import io.nodenet.node.core.message.NeighborAnswers;
import io.nodenet.node.core.message.RoutedFrames;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import org.jspecify.annotations.Nullable;

/** Hands each frame of an edge to the part that serves its type (docs/protocol/02, section 6). */
final class FrameDispatcher {
    private final Turn turn;
    private final RoutedFrames routed;
    private final ControlPlane control;
    private final NeighborAnswers answers;
    private final Relaying relaying;
    private final ApplicationOutput application;
    private final Counts counts;
    private final FrameHeader header = new FrameHeader();

    /** The three parts that a node can have in relaying. */
    record Relaying(RelayVolunteer volunteer, RelayResponder responder, ConnectFlow connects) {}

    FrameDispatcher(
            Turn turn,
            RoutedFrames routed,
            ControlPlane control,
            NeighborAnswers answers,
            Relaying relaying,
            ApplicationOutput application,
            Counts counts) {
        this.turn = turn;
        this.routed = routed;
        this.control = control;
        this.answers = answers;
        this.relaying = relaying;
        this.application = application;
        this.counts = counts;
    }

    /** Returns what is wrong with a frame, null for nothing. */
    @Nullable
    DropReason fault(ByteBuf frame) {
        int offset = frame.arrayOffset() + frame.readerIndex();
        if (FrameCodec.parse(frame.array(), offset, frame.readableBytes(), header) != Outcome.OK) {
            return DropReason.MALFORMED_FRAME;
        }
        return header.restLength() == 0 ? null : DropReason.TRAILING_BYTES;
    }

    /** Returns whether a frame is a sound leave. */
    boolean isLeave(ByteBuf frame) {
        return fault(frame) == null && header.type() == FrameType.LEAVE;
    }

    /** Handles a frame, or counts what is wrong with it. */
    void handle(EdgeConnection connection, ByteBuf frame) {
        DropReason fault = fault(frame);
        if (fault == null) {
            dispatch(connection, frame);
        } else {
            counts.drop(fault);
        }
    }

    private void dispatch(EdgeConnection connection, ByteBuf frame) {
        switch (header.type()) {
            case ROUTE, LOOKUP, NEIGHBORS, HELLO, REPLY, CONNECT, CONNECT_ACK ->
                routed.onFrame(connection, header, frame);
            case PING -> control.onPing(connection);
            case PONG -> control.onPong(connection, header, frame.array());
            case LEAVE -> control.onLeave(connection);
            case APP -> onApplicationFrame(connection, frame);
            case SIBLINGS -> answers.onSiblings(connection, header, frame.array());
            case RELAY_REQUEST -> relaying.volunteer().onRequest(connection, header, frame.array());
            case RELAY_GRANT -> relaying.connects().onGrant(connection, header, frame.array());
            case RELAY_BIND -> relaying.responder().onBind(connection, header, frame.array());
            case UNKNOWN -> counts.drop(DropReason.UNKNOWN_TYPE);
        }
    }

    private void onApplicationFrame(EdgeConnection connection, ByteBuf frame) {
        if (!connection.edge().budget().tryForward(turn.nowNanos())) {
            counts.drop(DropReason.RATE_LIMITED_FORWARD);
            return;
        }
        byte[] payload = new byte[header.payloadLength()];
        System.arraycopy(frame.array(), header.payloadOffset(), payload, 0, payload.length);
        counts.delivery(application.deliver(connection.peer(), true, payload));
    }
}
