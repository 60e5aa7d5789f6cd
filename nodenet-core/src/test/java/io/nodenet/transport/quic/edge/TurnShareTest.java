package io.nodenet.transport.quic.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnShareTest {
    private final DefaultEventLoop eventLoop = new DefaultEventLoop();
    private final EventLoopNodeLoop loop = new EventLoopNodeLoop(eventLoop);
    private final CompletableFuture<Long> nextTurn = new CompletableFuture<>();
    private final TurnShare share = new TurnShare(loop, () -> nextTurn.complete(loop.turn()));

    @AfterEach
    void endLoop() {
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Takes as much as one turn allows; returns how much that was. */
    private int takeAll() {
        int taken = 1;
        while (share.take()) {
            taken++;
        }
        return taken;
    }

    @Test
    void shareIsRenewedInTheNextTurn() throws Exception {
        CompletableFuture<Long> turn = new CompletableFuture<>();
        loop.execute(() -> {
            assertThat(share.isWaiting()).isFalse();
            assertThat(takeAll()).isEqualTo(TurnShare.FRAMES_PER_TURN).isEqualTo(64);
            assertThat(share.isWaiting()).isTrue();
            turn.complete(loop.turn());
        });

        assertThat(nextTurn.get(5, TimeUnit.SECONDS)).isGreaterThan(turn.get(5, TimeUnit.SECONDS));
        CompletableFuture<Integer> again = new CompletableFuture<>();
        loop.execute(() -> {
            assertThat(share.isWaiting()).isFalse();
            again.complete(takeAll());
        });
        assertThat(again.get(5, TimeUnit.SECONDS)).isEqualTo(TurnShare.FRAMES_PER_TURN);
    }
}
