package io.nodenet.sample.call.rate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Decides which frames of the video are sent. A frame is usable only if all frames since the last key frame arrived, so frames that are not
 * sent in time are dropped up to the next key frame, which is requested from the encoder. Not thread-safe.
 */
public final class VideoSender {
    /** The maximum number of messages that the session has not completely accepted. */
    static final int MAX_UNFINISHED = 3;

    /** The maximum time for one of them. */
    static final Duration MAX_AGE = Duration.ofMillis(300);

    /** The time after which the encoder is asked again. */
    static final Duration ASK_AGAIN = Duration.ofMillis(500);

    private static final long MAX_AGE_NANOS = MAX_AGE.toNanos();
    private static final long ASK_AGAIN_NANOS = ASK_AGAIN.toNanos();

    /** The decision on a frame. */
    public enum Verdict {
        /** It is sent; {@link VideoSender#finished} has to follow. */
        SEND,
        /** Too many earlier frames are unsent. */
        BACKLOG,
        /** It builds on one that was not sent. */
        INCOMPLETE,
        /** It is too large for a message. */
        TOO_LARGE,
        /** Video is off. */
        PAUSED
    }

    private final int maxBytes;
    private final ArrayDeque<Long> unfinished = new ArrayDeque<>(MAX_UNFINISHED);
    private boolean paused;
    private boolean broken;
    private boolean wanted;
    private boolean asked;
    private long askedNanos;

    /**
     * Creates an instance that waits for a key frame.
     *
     * @param maxBytes the maximum size of a frame
     */
    public VideoSender(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Decides on the next frame.
     *
     * @param key whether it is a key frame
     */
    public Verdict offer(boolean key, int bytes, long nowNanos) {
        if (paused) {
            broken = true;
            return Verdict.PAUSED;
        }
        if (isBehind(nowNanos)) {
            lose();
            return Verdict.BACKLOG;
        }
        if (bytes > maxBytes) {
            lose();
            return Verdict.TOO_LARGE;
        }
        if (broken && !key) {
            wanted = true;
            return Verdict.INCOMPLETE;
        }
        if (key) {
            broken = false;
            wanted = false;
        }
        unfinished.add(nowNanos);
        return Verdict.SEND;
    }

    /**
     * Records that a frame was sent, or never will be.
     *
     * @param offeredNanos the time at which it was offered
     */
    public void finished(long offeredNanos, boolean sent) {
        for (Iterator<Long> i = unfinished.iterator(); i.hasNext(); ) {
            if (i.next() == offeredNanos) {
                i.remove();
                break;
            }
        }
        if (!sent) {
            lose();
        }
    }

    /** Switches to another session: unfinished frames of the previous one no longer count. */
    public void move() {
        unfinished.clear();
    }

    /** Records the loss of a frame, which makes the following ones useless. */
    public void lost() {
        lose();
    }

    /** Handles a request of the receiver for a key frame. */
    public void keyFrameWanted() {
        wanted = true;
    }

    /** Switches video off or on. */
    public void pause(boolean on) {
        if (paused && !on) {
            lose();
        }
        paused = on;
    }

    /** Returns whether to request a key frame from the encoder now, and records the request if so. */
    public boolean asksForKeyFrame(long nowNanos) {
        if (!wanted || paused || isBehind(nowNanos) || asked && nowNanos - askedNanos < ASK_AGAIN_NANOS) {
            return false;
        }
        asked = true;
        askedNanos = nowNanos;
        return true;
    }

    /** Returns whether frames are not being sent in time. */
    public boolean isBehind(long nowNanos) {
        Long oldest = unfinished.peek();
        return unfinished.size() >= MAX_UNFINISHED || oldest != null && nowNanos - oldest > MAX_AGE_NANOS;
    }

    private void lose() {
        broken = true;
        wanted = true;
    }
}
