package io.nodenet.sample.call.client;

import java.nio.ByteBuffer;

/** Frames in the format of pages whose content follows from kind and number, so that the other side can check each byte. */
final class SyntheticFrame {
    static final int AUDIO = 1;
    static final int VIDEO = 2;
    static final int AUDIO_HEADER = 13;
    static final int VIDEO_HEADER = 18;
    private static final short WIDTH = 640;
    private static final short HEIGHT = 360;
    private static final int STEP = 31;

    private SyntheticFrame() {}

    static ByteBuffer audio(int number, long stampMicros, int contentBytes) {
        ByteBuffer frame = ByteBuffer.allocate(AUDIO_HEADER + contentBytes);
        frame.put((byte) AUDIO).putInt(number).putLong(stampMicros);
        return filled(frame, number);
    }

    static ByteBuffer video(int number, long stampMicros, boolean key, int contentBytes) {
        ByteBuffer frame = ByteBuffer.allocate(VIDEO_HEADER + contentBytes);
        frame.put((byte) VIDEO).put((byte) (key ? 1 : 0)).putInt(number).putLong(stampMicros);
        frame.putShort(WIDTH).putShort(HEIGHT);
        return filled(frame, number);
    }

    private static ByteBuffer filled(ByteBuffer frame, int number) {
        while (frame.hasRemaining()) {
            frame.put(content(number, frame.position()));
        }
        return frame.flip();
    }

    private static byte content(int number, int position) {
        return (byte) (number * STEP + position);
    }

    static boolean isVideo(ByteBuffer frame) {
        return frame.get(0) == VIDEO;
    }

    static boolean isKey(ByteBuffer frame) {
        return isVideo(frame) && (frame.get(1) & 1) != 0;
    }

    static int number(ByteBuffer frame) {
        return frame.getInt(isVideo(frame) ? 2 : 1);
    }

    static long stamp(ByteBuffer frame) {
        return frame.getLong(isVideo(frame) ? 6 : 5);
    }

    /** Returns whether the content is intact. */
    static boolean isIntact(ByteBuffer frame) {
        int number = number(frame);
        int header = isVideo(frame) ? VIDEO_HEADER : AUDIO_HEADER;
        boolean size = frame.limit() > header;
        for (int i = header; size && i < frame.limit(); i++) {
            size = frame.get(i) == content(number, i);
        }
        return size;
    }
}
