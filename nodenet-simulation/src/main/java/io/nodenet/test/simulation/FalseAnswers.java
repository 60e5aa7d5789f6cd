package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routed.ContactListCodec;
import io.nodenet.routed.NonceCodec;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.SignedMessage;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameType;
import java.util.ArrayList;
import java.util.List;

/** Gives well-formed answers to questions for contacts, with other contacts than the core does. */
abstract class FalseAnswers extends Misbehavior {
    private final FrameView view = new FrameView();
    private final Cursor cursor = new Cursor();

    FalseAnswers(SimulatedNode node) {
        super(node);
    }

    /** Returns what is told instead of the contacts that the core tells, its own among them. */
    abstract List<Contact> lies(List<Contact> truth);

    @Override
    WriteResult send(Connection connection, ByteBuf frame) {
        boolean answer = view.read(frame)
                && view.type() == FrameType.NEIGHBORS
                && view.isOf(node().signer().publicKey());
        return super.send(connection, answer ? lie(view.message()) : frame);
    }

    private ByteBuf lie(RoutedMessageView truth) {
        cursor.reset(truth.array(), truth.payloadOffset(), truth.payloadLength());
        long nonce = NonceCodec.readNonce(cursor);
        List<Contact> contacts = new ArrayList<>();
        ContactListCodec.read(cursor, contacts);
        ByteBuf payload = Unpooled.buffer();
        NonceCodec.writeAnswer(nonce, lies(contacts), payload);
        SignedMessage answer = node().signer()
                .sign(FrameType.NEIGHBORS, truth.target(), truth.sentNanos(), ByteBufUtil.getBytes(payload));
        NodeId self = node().id();
        List<NodeId> avoid = truth.avoids(self) ? List.of(self) : List.of();
        ByteBuf frame = Unpooled.buffer(answer.frameLength(avoid.size()));
        answer.writeFrame(frame, truth.ttl(), avoid);
        return frame;
    }
}
