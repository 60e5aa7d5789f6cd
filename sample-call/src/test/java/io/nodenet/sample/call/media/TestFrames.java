package io.nodenet.sample.call.media;

import java.nio.ByteBuffer;

/** Frames as pages write them. */
public final class TestFrames {
    private TestFrames() {}

    /** A packet of audio of a size, kind included, whose content follows from its number. */
    public static ByteBuffer audio(int sequence, long stamp, int bytes) {
        ByteBuffer frame = ByteBuffer.allocate(bytes);
        frame.put((byte) FrameKind.AUDIO.code()).putInt(sequence).putLong(stamp);
        return fill(frame, sequence);
    }

    /** A frame of video of a size, kind included, whose content follows from its number. */
    public static ByteBuffer video(int sequence, long stamp, boolean key, int bytes) {
        ByteBuffer frame = ByteBuffer.allocate(bytes);
        frame.put((byte) FrameKind.VIDEO.code())
                .put((byte) (key ? 1 : 0))
                .putInt(sequence)
                .putLong(stamp)
                .putShort((short) 640)
                .putShort((short) 360);
        return fill(frame, sequence);
    }

    private static ByteBuffer fill(ByteBuffer frame, int sequence) {
        while (frame.hasRemaining()) {
            frame.put((byte) (sequence * 31 + frame.position()));
        }
        return frame.flip();
    }

    static PageFrame of(ByteBuffer message) {
        PageFrame frame = PageFrame.of(message);
        if (frame == null) {
            throw new IllegalArgumentException("No frame");
        }
        return frame;
    }
}
