package io.nodenet.sample.call.rate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Decides which frames of the video are sent. A frame is of use only if all since the last key frame arrived, so what does not get out in time is dropped
 * up to the next key frame, for which the encoder is asked. Not thread-safe.
 */
public final class VideoSender {
    /** The most messages that the session has not taken to the last byte. */
    static final int MAX_UNFINISHED = 3;

    /** How long one of them may take. */
    static final Duration MAX_AGE = Duration.ofMillis(300);

    /** How long the encoder has to answer before it is asked again. */
    static final Duration ASK_AGAIN = Duration.ofMillis(500);

    private static final long MAX_AGE_NANOS = MAX_AGE.toNanos();
    private static final long ASK_AGAIN_NANOS = ASK_AGAIN.toNanos();

    /** What becomes of a frame. */
    public enum Verdict {
        /** It is sent; {@link VideoSender#finished} has to follow. */
        SEND,
        /** Too much has not left yet. */
        BACKLOG,
        /** It builds on one that was not sent. */
        INCOMPLETE,
        /** It is larger than a message may be. */
        TOO_LARGE,
        /** There is no room for video at all. */
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
     * Begins with a whole picture to come.
     *
     * @param maxBytes the largest frame
     */
    public VideoSender(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Decides on the next frame.
     *
     * @param key whether it builds on no other one
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
     * A frame has left, or never will.
     *
     * @param offeredNanos when it was offered
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

    /** Another session carries the frames from now on: what the one before has not finished does not count. */
    public void move() {
        unfinished.clear();
    }

    /** A frame did not get to where the others do, so that the next ones are of no use. */
    public void lost() {
        lose();
    }

    /** The receiver wants a key frame. */
    public void keyFrameWanted() {
        wanted = true;
    }

    /** There is no room for video any more, or again. */
    public void pause(boolean on) {
        if (paused && !on) {
            lose();
        }
        paused = on;
    }

    /** Answers whether the encoder is to be asked for a key frame now, and takes it as asked if so. */
    public boolean asksForKeyFrame(long nowNanos) {
        if (!wanted || paused || isBehind(nowNanos) || asked && nowNanos - askedNanos < ASK_AGAIN_NANOS) {
            return false;
        }
        asked = true;
        askedNanos = nowNanos;
        return true;
    }

    /** Answers whether what was sent does not get out in time. */
    public boolean isBehind(long nowNanos) {
        Long oldest = unfinished.peek();
        return unfinished.size() >= MAX_UNFINISHED || oldest != null && nowNanos - oldest > MAX_AGE_NANOS;
    }

    private void lose() {
        broken = true;
        wanted = true;
    }
}
