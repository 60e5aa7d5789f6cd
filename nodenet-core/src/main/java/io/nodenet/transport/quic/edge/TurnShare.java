package io.nodenet.transport.quic.edge;

import io.nodenet.transport.quic.loop.EventLoopNodeLoop;

/**
 * Limits how many frames of one connection are handled in one turn of the loop; the rest waits, so that a peer with many small frames
 * does not delay the others. The loop only.
 */
final class TurnShare {
    /** Frames of one connection in one turn. */
    static final int FRAMES_PER_TURN = 64;

    private final EventLoopNodeLoop loop;
    private final Runnable onNextTurn;
    private int frames;
    private long turn;
    private boolean waiting;

    /**
     * Creates the share of a connection.
     *
     * @param onNextTurn called in a turn of its own after the share was used up and the others had theirs
     */
    TurnShare(EventLoopNodeLoop loop, Runnable onNextTurn) {
        this.loop = loop;
        this.onNextTurn = onNextTurn;
    }

    /** Counts a frame that was handled, and returns whether another may be handled in this turn. */
    boolean take() {
        long current = loop.turn();
        if (current != turn) {
            turn = current;
            frames = 0;
        }
        if (++frames < FRAMES_PER_TURN) {
            return true;
        }
        if (!waiting) {
            waiting = true;
            loop.afterIo(this::nextTurn);
        }
        return false;
    }

    /** Returns whether the share is used up and the next turn has not come. */
    boolean isWaiting() {
        return waiting;
    }

    private void nextTurn() {
        waiting = false;
        onNextTurn.run();
    }
}
