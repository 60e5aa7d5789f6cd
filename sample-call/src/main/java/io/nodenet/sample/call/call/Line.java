package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The single call of a telephone, and its deadlines. Not thread-safe. */
final class Line {
    /** The interval at which a signal without an answer is repeated. */
    static final long REPEAT_MILLIS = 2_000;

    /** The time without a ringing signal after which the callee is called again. */
    static final long SILENT_MILLIS = 3 * REPEAT_MILLIS;

    final UUID id;
    final NodeId peer;
    final boolean outbound;
    final boolean video;
    private final long begun;
    private CallState state;
    private @Nullable EndReason reason;
    private @Nullable String text;
    private long since;
    private long nextAt;
    private long heardAt;
    private long pageDeadline = Long.MAX_VALUE;
    private boolean pageOpen;
    private boolean opening;
    private @Nullable String trouble;

    Line(UUID id, NodeId peer, boolean outbound, boolean video, long now) {
        this.id = id;
        this.peer = peer;
        this.outbound = outbound;
        this.video = video;
        this.begun = now;
        this.state = outbound ? CallState.CALLING : CallState.RINGING;
        this.since = now;
        this.nextAt = now + REPEAT_MILLIS;
        this.heardAt = now;
    }

    CallState state() {
        return state;
    }

    boolean isLive() {
        return state != CallState.ENDED;
    }

    /** Returns whether it has not been accepted yet. */
    boolean isUnanswered() {
        return state == CallState.CALLING || state == CallState.RINGING;
    }

    boolean is(NodeId from, UUID call) {
        return peer.equals(from) && id.equals(call);
    }

    void enter(CallState next, long now) {
        state = next;
        since = now;
        nextAt = now + REPEAT_MILLIS;
    }

    void end(EndReason why, @Nullable String message, long now) {
        reason = why;
        text = message;
        enter(CallState.ENDED, now);
    }

    long age(long now) {
        return now - begun;
    }

    long inState(long now) {
        return now - since;
    }

    /** Returns whether a signal is due again, and if so, schedules the next repetition. */
    boolean repeats(long now) {
        if (now < nextAt) {
            return false;
        }
        nextAt = now + REPEAT_MILLIS;
        return true;
    }

    void heard(long now) {
        heardAt = now;
    }

    boolean isSilent(long now) {
        return now - heardAt >= SILENT_MILLIS;
    }

    /** Marks that a media session is being opened, or no longer. */
    void opening(boolean on) {
        opening = on;
    }

    boolean isOpening() {
        return opening;
    }

    void trouble(String message) {
        trouble = message;
    }

    @Nullable
    String trouble() {
        return trouble;
    }

    void page(boolean open, long deadline) {
        pageOpen = open;
        pageDeadline = open ? Long.MAX_VALUE : deadline;
    }

    boolean isPageOpen() {
        return pageOpen;
    }

    boolean isPageGone(long now) {
        return now >= pageDeadline;
    }

    Call view() {
        return new Call(id, peer, outbound, video, state, reason, text, since);
    }
}
