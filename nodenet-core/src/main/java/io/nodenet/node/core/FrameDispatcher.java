package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.nodenet.fact.DropReason;
import io.nodenet.node.core.edge.ControlPlane;
import io.nodenet.node.core.message.NeighborAnswers;
import io.nodenet.node.core.message.RoutedFrames;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.wire.FrameHeader;

/** Hands each frame of an edge to the part that serves its type (docs/protocol/02, section 6). */
final class FrameDispatcher {
    private final Turn turn;
    private final RoutedFrames routed;
    private final ControlPlane control;
    private final NeighborAnswers answers;
    private final ApplicationOutput application;
    private final Counts counts;

    FrameDispatcher(
            Turn turn,
            RoutedFrames routed,
            ControlPlane control,
            NeighborAnswers answers,
            ApplicationOutput application,
            Counts counts) {
        this.turn = turn;
        this.routed = routed;
        this.control = control;
        this.answers = answers;
        this.application = application;
        this.counts = counts;
    }

    void dispatch(EdgeConnection connection, FrameHeader header, ByteBuf frame) {
        switch (header.type()) {
            case ROUTE, LOOKUP, NEIGHBORS, HELLO, REPLY, CONNECT, CONNECT_ACK ->
                routed.onFrame(connection, header, frame);
            case PING -> control.onPing(connection);
            case PONG -> control.onPong(connection, header, frame.array());
            case LEAVE -> control.onLeave(connection);
            case APP -> onApplicationFrame(connection, header, frame);
            case SIBLINGS -> answers.onSiblings(connection, header, frame.array());
            case RELAY_REQUEST, RELAY_GRANT, RELAY_BIND -> counts.drop(DropReason.UNSERVED_TYPE);
            case UNKNOWN -> counts.drop(DropReason.UNKNOWN_TYPE);
        }
    }

    private void onApplicationFrame(EdgeConnection connection, FrameHeader header, ByteBuf frame) {
        if (!connection.edge().budget().tryForward(turn.nowNanos())) {
            counts.drop(DropReason.RATE_LIMITED_FORWARD);
            return;
        }
        byte[] payload = new byte[header.payloadLength()];
        System.arraycopy(frame.array(), header.payloadOffset(), payload, 0, payload.length);
        counts.delivery(application.deliver(connection.peer(), true, payload));
    }
}
