package io.nodenet.transport.quic.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much all relay sockets together take of a round of the loop. */
class ReadRoundsTest {
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final ReadRounds rounds = new ReadRounds(new EventLoopNodeLoop(loop.eventLoop()));
    private final List<EmbeddedChannel> sockets = new ArrayList<>();

    /** Has so many sockets give as much as they can, each of which is read. */
    private int flood(int count) {
        while (sockets.size() < count) {
            sockets.add(new EmbeddedChannel());
        }
        int read = 0;
        for (EmbeddedChannel socket : sockets.subList(0, count)) {
            if (socket.config().isAutoRead()) {
                rounds.took(socket, ReadRounds.DATAGRAMS_PER_READ);
                read++;
            }
        }
        return read;
    }

    private void endRound() {
        loop.runScheduledPendingTasks();
    }

    @Test
    void socketsWithinTheShareOfARoundAreNeverHeldUp() {
        for (int round = 0; round < 100; round++) {
            assertThat(flood(7)).isEqualTo(7);
            endRound();
        }
        assertThat(rounds.waiting()).isZero();
    }

    @Test
    void floodOfManySocketsTakesNoMoreThanTheShareOfEachLaterRound() {
        flood(100);
        assertThat(rounds.waiting()).isEqualTo(100 - 7);
        for (int round = 0; round < 50; round++) {
            endRound();
            // those that were never held up and those that come back
            assertThat(flood(100)).isLessThanOrEqualTo(7 + 8);
        }
    }

    @Test
    void eachSocketHasItsTurn() {
        flood(100);
        int[] read = new int[100];
        for (int round = 0; round < 60; round++) {
            endRound();
            for (int i = 0; i < 100; i++) {
                if (sockets.get(i).config().isAutoRead()) {
                    read[i]++;
                    rounds.took(sockets.get(i), ReadRounds.DATAGRAMS_PER_READ);
                }
            }
        }
        assertThat(IntStream.of(read).min().orElse(0)).isGreaterThanOrEqualTo(3);
    }

    @Test
    void closedSocketWaitsForNothing() {
        flood(20);
        int waiting = rounds.waiting();

        rounds.forget(sockets.get(19));
        rounds.forget(sockets.get(0));

        assertThat(rounds.waiting()).isEqualTo(waiting - 1);
    }

    @Test
    void allSocketsAreReadAgainOnceTheFloodIsOver() {
        flood(100);
        for (int round = 0; round < 20; round++) {
            endRound();
        }
        assertThat(rounds.waiting()).isZero();
        assertThat(sockets).allMatch(socket -> socket.config().isAutoRead());
    }
}
