package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Builds the frames and the IDs that tests need from others. */
final class Frames {
    /** Where the hop budget lies in a frame with a message of 128 to 16,383 bytes. */
    static final int TTL_OFFSET = 4 + NodeId.LENGTH;

    private Frames() {}

    /** Returns a frame with a signed message of any type, with a full hop budget. */
    static byte[] routed(FrameType type, Identity from, NodeId target, long sentNanos, byte[] payload) {
        return routed(type, from, target, sentNanos, payload, 16);
    }

    static byte[] routed(
            FrameType type, Identity from, NodeId target, long sentNanos, byte[] payload, int ttl, NodeId... avoid) {
        ByteBuf buffer = Unpooled.buffer(FrameCodec.MAX_PACKET);
        RoutedSigning.sign(from, type, target, sentNanos, payload).writeFrame(buffer, ttl, List.of(avoid));
        return ByteBufUtil.getBytes(buffer);
    }

    /** Returns a frame with a message for the application of the target. */
    static byte[] route(Identity from, NodeId target, long sentNanos, String text) {
        return routed(FrameType.ROUTE, from, target, sentNanos, bytes(text));
    }

    static byte[] frame(FrameType type, byte[] payload) {
        byte[] frame = new byte[FrameCodec.frameLength(payload.length)];
        FrameCodec.encode(type.code(), payload, 0, payload.length, frame, 0);
        return frame;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the ID that differs from another in one bit only: the lower the bit, the farther away. */
    static NodeId flip(NodeId id, int bit) {
        byte[] bytes = id.toBytes();
        bytes[bit / 8] ^= (byte) (0x80 >> bit % 8);
        return NodeId.of(bytes, 0);
    }

    /** Returns a copy with one byte changed. */
    static byte[] tampered(byte[] frame, int at) {
        byte[] copy = frame.clone();
        copy[at] ^= 1;
        return copy;
    }
}
