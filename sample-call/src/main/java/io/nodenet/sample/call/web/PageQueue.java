package io.nodenet.sample.call.web;

import io.nodenet.sample.call.media.FrameKind;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queue for the page of a call: documents first, then audio, then video, each with its own limit, so that none displaces another.
 * Thread-safe; only taking blocks.
 */
final class PageQueue {
    /** The maximum number of documents. */
    static final int MAX_TEXTS = 64;

    /** The maximum number of audio packets: half a second. */
    static final int MAX_AUDIO = 25;

    /** The maximum number of video frames: half a second. */
    static final int MAX_VIDEO = 15;

    /** The maximum number of bytes of video, which the last frame may exceed. */
    static final int MAX_VIDEO_BYTES = 512 << 10;

    private final ArrayDeque<String> texts = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> audio = new ArrayDeque<>(MAX_AUDIO);
    private final ArrayDeque<ByteBuffer> video = new ArrayDeque<>(MAX_VIDEO);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int videoBytes;
    private boolean ended;

    /**
     * The next item to send.
     *
     * @param text a document, null if it is a frame
     * @param frame a frame, null if it is a document
     */
    record Item(@Nullable String text, @Nullable ByteBuffer frame) {}

    /** Adds a frame; returns whether there is room. */
    boolean offer(FrameKind kind, ByteBuffer frame) {
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            boolean room = kind == FrameKind.AUDIO
                    ? audio.size() < MAX_AUDIO
                    : video.size() < MAX_VIDEO && videoBytes < MAX_VIDEO_BYTES;
            if (room) {
                (kind == FrameKind.AUDIO ? audio : video).add(frame);
                videoBytes += kind == FrameKind.VIDEO ? frame.remaining() : 0;
                changed.signal();
            }
            return room;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a document; the oldest is dropped if the queue is full. */
    void add(String text) {
        lock.lock();
        try {
            if (!ended) {
                if (texts.size() == MAX_TEXTS) {
                    texts.remove();
                }
                texts.add(text);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops accepting items; frames are dropped, documents are still sent. */
    void end() {
        lock.lock();
        try {
            ended = true;
            audio.clear();
            video.clear();
            videoBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to send; returns null once it has ended and is empty. */
    @Nullable
    Item take() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                String text = texts.poll();
                if (text != null) {
                    return new Item(text, null);
                }
                ByteBuffer frame = pollFrame();
                if (frame != null) {
                    return new Item(null, frame);
                }
                if (ended) {
                    return null;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ByteBuffer pollFrame() {
        ByteBuffer frame = audio.poll();
        if (frame == null) {
            frame = video.poll();
            videoBytes -= frame == null ? 0 : frame.remaining();
        }
        return frame;
    }
}
