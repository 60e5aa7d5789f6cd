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
    /** Enough for most frames of upkeep. */
    private static final int INITIAL_BYTES = 1_024;

    /** Grows with the largest frame. */
    private final ByteBuf buffer = Unpooled.buffer(INITIAL_BYTES, FrameCodec.MAX_PACKET);

    ByteBuf empty(FrameType type) {
        FrameCodec.encodeHeader(type, 0, clear(0));
        return buffer;
    }

    ByteBuf pong(Endpoint observed) {
        int length = AddressCodec.length(observed);
        FrameCodec.encodeHeader(FrameType.PONG, length, clear(length));
        AddressCodec.write(observed, buffer);
        return buffer;
    }

    public ByteBuf application(byte[] payload) {
        return frame(FrameType.APP, payload);
    }

    /** Writes a frame that is not routed. */
    public ByteBuf frame(FrameType type, byte[] payload) {
        FrameCodec.encodeHeader(type, payload.length, clear(payload.length));
        return buffer.writeBytes(payload);
    }

    public ByteBuf copy(SignedMessage message, List<NodeId> avoid) {
        return copy(message, SignedMessage.MAX_HOPS, avoid);
    }

    /** Writes a copy of a message that may be forwarded so often. */
    public ByteBuf copy(SignedMessage message, int hops, List<NodeId> avoid) {
        buffer.clear().ensureWritable(message.frameLength(avoid.size()));
        message.writeFrame(buffer, hops, avoid);
        return buffer;
    }

    /** Writes the question for the contacts nearest to the neighbour that gets it. */
    public ByteBuf siblings(long nonce) {
        FrameCodec.encodeHeader(FrameType.SIBLINGS, NonceCodec.LENGTH, clear(NonceCodec.LENGTH));
        NonceCodec.writeQuestion(nonce, buffer);
        return buffer;
    }

    /** Makes room for a frame with a payload of a length: codecs refuse a buffer that is too short instead of having it grow. */
    private ByteBuf clear(int payloadLength) {
        return buffer.clear().ensureWritable(FrameCodec.frameLength(payloadLength));
    }
}
