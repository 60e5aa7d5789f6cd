package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.NonceCodec;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Sends each neighbour more than it will take. */
final class Flooder extends Misbehavior {
    private static final Duration PERIOD = Duration.ofMillis(100);

    /** Each neighbour gets as many of each kind in a period: ten times as many in a second. */
    private static final int MESSAGES = 103;

    private static final int PINGS = 52;
    private static final int QUESTIONS = 4;
    private static final int MESSAGE_BYTES = 200;

    private final RandomGenerator random;

    Flooder(SimulatedNode node, RandomGenerator random) {
        super(node);
        this.random = random;
        every(PERIOD, this::flood);
    }

    private void flood() {
        List<ByteBuf> frames = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            frames.add(message());
        }
        for (int i = 0; i < PINGS; i++) {
            frames.add(frame(FrameType.PING, 0));
        }
        for (int i = 0; i < QUESTIONS; i++) {
            ByteBuf question = frame(FrameType.SIBLINGS, NonceCodec.LENGTH);
            NonceCodec.writeQuestion(random.nextLong(), question);
            frames.add(question);
        }
        for (Edge neighbour : neighbours()) {
            frames.forEach(frame -> sendTo(neighbour, frame));
        }
    }

    private ByteBuf message() {
        byte[] target = new byte[NodeId.LENGTH];
        random.nextBytes(target);
        SignedMessage message = node().signer().sign(FrameType.ROUTE, NodeId.of(target), new byte[MESSAGE_BYTES]);
        ByteBuf frame = Unpooled.buffer(message.frameLength(0));
        message.writeFrame(frame, SignedMessage.MAX_HOPS, List.of());
        return frame;
    }

    private static ByteBuf frame(FrameType type, int payloadLength) {
        ByteBuf frame = Unpooled.buffer(FrameCodec.frameLength(payloadLength));
        FrameCodec.encodeHeader(type, payloadLength, frame);
        return frame;
    }
}
