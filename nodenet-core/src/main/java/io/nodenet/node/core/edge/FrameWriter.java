package io.nodenet.node.core.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.NonceCodec;
import io.nodenet.routed.SignedMessage;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameType;
import java.util.List;

/**
 * Writes the frames of this node into one buffer that is used again and again: connections copy what they send.
 *
 * <p>Not thread-safe; what a method answers is valid until the next call.
 */
public final class FrameWriter {
    private final ByteBuf buffer = Unpooled.buffer(FrameCodec.MAX_PACKET, FrameCodec.MAX_PACKET);

    ByteBuf empty(FrameType type) {
        FrameCodec.encodeHeader(type, 0, buffer.clear());
        return buffer;
    }

    ByteBuf pong(Endpoint observed) {
        FrameCodec.encodeHeader(FrameType.PONG, AddressCodec.length(observed), buffer.clear());
        AddressCodec.write(observed, buffer);
        return buffer;
    }

    public ByteBuf application(byte[] payload) {
        FrameCodec.encodeHeader(FrameType.APP, payload.length, buffer.clear());
        return buffer.writeBytes(payload);
    }

    public ByteBuf copy(SignedMessage message, List<NodeId> avoid) {
        return copy(message, SignedMessage.MAX_HOPS, avoid);
    }

    /** Writes a copy of a message that may be forwarded so often. */
    public ByteBuf copy(SignedMessage message, int hops, List<NodeId> avoid) {
        message.writeFrame(buffer.clear(), hops, avoid);
        return buffer;
    }

    /** Writes the question for the contacts nearest to the neighbour that gets it. */
    public ByteBuf siblings(long nonce) {
        FrameCodec.encodeHeader(FrameType.SIBLINGS, NonceCodec.LENGTH, buffer.clear());
        NonceCodec.writeQuestion(nonce, buffer);
        return buffer;
    }
}
