package io.nodenet.transport.quic.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameWatchTest {
    private static final long TIMEOUT = 100;

    private final ManualLoop loop = new ManualLoop();
    private boolean insideFrame;
    private int timeouts;
    private final FrameWatch watch = new FrameWatch(loop, TIMEOUT, () -> insideFrame, () -> timeouts++);

    private void bytes(boolean unfinished) {
        insideFrame = unfinished;
        watch.onBytes();
    }

    @Test
    void wholeFramesAreNotWatched() {
        bytes(false);

        assertThat(loop.scheduled()).isZero();
    }

    @Test
    void frameThatStaysUnfinishedTimesOutHoweverManyBytesCome() {
        bytes(true);
        loop.advance(TIMEOUT - 1);
        bytes(true);
        assertThat(timeouts).isZero();
        loop.advance(1);

        assertThat(timeouts).isOne();
        assertThat(loop.scheduled()).isZero();
    }

    @Test
    void frameThatBecomesCompleteDoesNotTimeOut() {
        bytes(true);
        watch.onFrame();
        bytes(false);
        loop.advance(2 * TIMEOUT);

        assertThat(timeouts).isZero();
        assertThat(loop.scheduled()).isZero();
    }

    @Test
    void nextFrameIsGivenTheWholeTimeAgain() {
        bytes(true);
        loop.advance(TIMEOUT / 2);
        watch.onFrame();
        bytes(true);
        loop.advance(TIMEOUT / 2);
        assertThat(timeouts).isZero();
        loop.advance(TIMEOUT);

        assertThat(timeouts).isOne();
    }

    @Test
    void endedWatchKeepsNoTimer() {
        bytes(true);
        watch.end();

        assertThat(loop.scheduled()).isZero();
        watch.end();
        loop.advance(2 * TIMEOUT);
        assertThat(timeouts).isZero();
    }
}
