package io.nodenet.routed;

import io.netty.buffer.ByteBuf;
import io.nodenet.kad.NodeId;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Varint;
import java.util.Arrays;
import java.util.List;

/**
 * A signed routed message, ready to be launched in any number of copies (docs/protocol/02, sections 3 and 8).
 *
 * <p>Immutable; the arrays are shared, not copied, and must not be changed.
 */
public final class SignedMessage {
    /** The largest payload, in bytes, that fits a packet whatever the size of the avoid-set. */
    public static final int MAX_PAYLOAD = 65_326;

    /** Hops that a message starts with; larger values on the wire count as this. */
    public static final int MAX_HOPS = 16;

    private final FrameType type;
    private final NodeId target;
    private final byte[] key;
    private final long sentNanos;
    private final byte[] payload;
    private final byte[] signature;

    SignedMessage(FrameType type, NodeId target, byte[] key, long sentNanos, byte[] payload, byte[] signature) {
        this.type = type;
        this.target = target;
        this.key = key;
        this.sentNanos = sentNanos;
        this.payload = payload;
        this.signature = signature;
    }

    public FrameType type() {
        return type;
    }

    public NodeId target() {
        return target;
    }

    public int payloadLength() {
        return payload.length;
    }

    /** Returns a hash of the payload, which is the same for the same bytes. */
    public int payloadHash() {
        return Arrays.hashCode(payload);
    }

    /** Returns the size in bytes of a frame that carries this message with an avoid-set of {@code avoidCount} IDs. */
    public int frameLength(int avoidCount) {
        return FrameCodec.frameLength(messageLength(avoidCount));
    }

    /**
     * Appends a whole frame with one copy of this message.
     *
     * @param out owned by the caller; must have room for {@link #frameLength} bytes
     * @param ttl hops left, 0 to 255
     * @param avoid at most three IDs
     */
    public void writeFrame(ByteBuf out, int ttl, List<NodeId> avoid) {
        if (avoid.size() > RoutedMessageView.MAX_AVOID) {
            throw new IllegalArgumentException("An avoid-set has at most 3 IDs, not " + avoid.size());
        }
        FrameCodec.encodeHeader(type, messageLength(avoid.size()), out);
        byte[] id = new byte[NodeId.LENGTH];
        target.writeTo(id, 0);
        out.writeBytes(id).writeByte(ttl).writeBytes(key).writeLong(sentNanos);
        Varint.write(avoid.size(), out);
        for (NodeId avoided : avoid) {
            avoided.writeTo(id, 0);
            out.writeBytes(id);
        }
        Varint.write(payload.length, out);
        out.writeBytes(payload).writeBytes(signature);
    }

    private int messageLength(int avoidCount) {
        return RoutedMessageView.AVOID_COUNT_OFFSET
                + Varint.length(avoidCount)
                + avoidCount * NodeId.LENGTH
                + Varint.length(payload.length)
                + payload.length
                + RoutedMessageView.SIGNATURE_LENGTH;
    }
}
