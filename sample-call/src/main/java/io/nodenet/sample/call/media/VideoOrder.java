package io.nodenet.sample.call.media;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Orders the frames of the peer's video, passes each once, and drops those that build on a missing one. Messages overtake each other, so a
 * gap is awaited briefly; after that nothing passes until the next key frame. Not thread-safe.
 */
final class VideoOrder {
    /** The maximum number of frames that wait for an earlier one. */
    static final int MAX_HELD = 8;

    /** The longest wait. */
    static final long PATIENCE_NANOS = Duration.ofMillis(150).toNanos();

    private final Consumer<PageFrame> page;
    private final Consumer<FrameDrop> drops;
    private final ArrayDeque<Held> held = new ArrayDeque<>(MAX_HELD);
    private boolean begun;
    private boolean broken = true;
    private boolean wanted;
    private int expected;
    private long newestStamp;

    private record Held(PageFrame frame, long sinceNanos) {}

    /**
     * Creates an instance that waits for a key frame.
     *
     * @param page receives the frames in order
     * @param drops receives the dropped ones
     */
    VideoOrder(Consumer<PageFrame> page, Consumer<FrameDrop> drops) {
        this.page = page;
        this.drops = drops;
    }

    void add(PageFrame frame, long nowNanos) {
        int step = frame.sequence() - expected;
        if (!begun || step < 0 && frame.stamp() > newestStamp) {
            restart(frame);
            step = 0;
        }
        if (step < 0) {
            drops.accept(step == -1 && frame.stamp() == newestStamp ? FrameDrop.DUPLICATE : FrameDrop.LATE);
        } else if (frame.isKey() || step == 0 && !broken) {
            pass(frame);
        } else {
            hold(frame, nowNanos);
        }
    }

    /** Abandons a gap that has lasted too long. */
    void tick(long nowNanos) {
        Held oldest = held.peek();
        while (oldest != null && nowNanos - oldest.sinceNanos() > PATIENCE_NANOS) {
            giveUpOldest();
            oldest = held.peek();
        }
    }

    /** Starts a new page, which has no earlier frames. */
    void newPage() {
        begun = false;
        dropHeld();
        lose();
    }

    /** Returns whether to request a key frame from the peer, and records the request if so. */
    boolean takeWanted() {
        boolean asks = wanted;
        wanted = false;
        return asks;
    }

    /** Handles a restart of the sender's numbering, or its first frame. */
    private void restart(PageFrame frame) {
        begun = true;
        expected = frame.sequence();
        newestStamp = frame.stamp();
        dropHeld();
        lose();
    }

    private void pass(PageFrame frame) {
        broken = false;
        wanted = false;
        deliver(frame);
        Held next = takeNext();
        while (next != null) {
            deliver(next.frame());
            next = takeNext();
        }
    }

    private void deliver(PageFrame frame) {
        expected = frame.sequence() + 1;
        newestStamp = Math.max(newestStamp, frame.stamp());
        page.accept(frame);
    }

    /** Takes the next held frame, and drops those that are too late. */
    private @Nullable Held takeNext() {
        Held next = null;
        for (Iterator<Held> i = held.iterator(); i.hasNext(); ) {
            Held one = i.next();
            int step = one.frame().sequence() - expected;
            if (step < 0) {
                i.remove();
                drops.accept(FrameDrop.INCOMPLETE);
            } else if (step == 0 && next == null) {
                i.remove();
                next = one;
            }
        }
        return next;
    }

    private void hold(PageFrame frame, long nowNanos) {
        for (Held one : held) {
            if (one.frame().sequence() == frame.sequence()) {
                drops.accept(FrameDrop.DUPLICATE);
                return;
            }
        }
        wanted |= broken;
        held.add(new Held(frame, nowNanos));
        if (held.size() > MAX_HELD) {
            giveUpOldest();
        }
    }

    private void giveUpOldest() {
        held.removeFirst();
        drops.accept(FrameDrop.INCOMPLETE);
        lose();
    }

    private void dropHeld() {
        held.forEach(one -> drops.accept(FrameDrop.INCOMPLETE));
        held.clear();
    }

    private void lose() {
        broken = true;
        wanted = true;
    }
}
