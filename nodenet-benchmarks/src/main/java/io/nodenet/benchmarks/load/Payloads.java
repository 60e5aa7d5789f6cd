package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameType;

/** The frames that the scenarios send: 1 KiB in total, so that every peer counts the same unit. */
final class Payloads {
    /** Bytes of a frame. */
    static final int FRAME_BYTES = 1024;

    /** Bytes of a frame on the stream, with its length prefix of two bytes. */
    static final int STREAM_BYTES = FRAME_BYTES + 2;

    private Payloads() {}

    /** Returns an application frame of 1 KiB. */
    static ByteBuf frame() {
        ByteBuf frame = Unpooled.buffer(FRAME_BYTES);
        int payload = FRAME_BYTES - FrameCodec.headerLength(FRAME_BYTES - 4);
        FrameCodec.encodeHeader(FrameType.APP, payload, frame);
        return frame.writeZero(payload);
    }

    /** Appends a frame as encoded on the stream. */
    static void writeToStream(ByteBuf out) {
        out.writeByte(0x80 | FRAME_BYTES & 0x7f).writeByte(FRAME_BYTES >>> 7).writeZero(FRAME_BYTES);
    }
}
