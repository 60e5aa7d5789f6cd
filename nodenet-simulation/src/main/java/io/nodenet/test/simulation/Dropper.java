package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;

/** Swallows every routed message that is not the node's own. */
final class Dropper extends Misbehavior {
    private final FrameView view = new FrameView();

    Dropper(SimulatedNode node) {
        super(node);
    }

    @Override
    WriteResult send(Connection connection, ByteBuf frame) {
        boolean transit = view.read(frame) && !view.isOf(node().signer().publicKey());
        return transit ? WriteResult.ACCEPTED : super.send(connection, frame);
    }
}
