package io.nodenet.transport.quic.relay;

import io.netty.channel.Channel;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import java.util.ArrayDeque;

/**
 * Limits how many datagrams all relay sessions together take in one round of the loop; sockets beyond it are read in later rounds, each in
 * its turn, so that a flood over the relay does not keep the node and its own connections waiting. The loop only.
 */
final class ReadRounds {
    /** Datagrams of all relay sessions in one round: half a millisecond or less. */
    static final int DATAGRAMS_PER_ROUND = 256;

    /** What one socket gives at a time at most, as one system call fetches it. */
    static final int DATAGRAMS_PER_READ = 32;

    private final EventLoopNodeLoop loop;
    private final ArrayDeque<Channel> waiting = new ArrayDeque<>();
    private int taken;
    private boolean counting;

    ReadRounds(EventLoopNodeLoop loop) {
        this.loop = loop;
    }

    /** Counts what a socket gave, and has it wait if that was all for this round. */
    void took(Channel socket, int datagrams) {
        taken += datagrams;
        beginRound();
        if (taken >= DATAGRAMS_PER_ROUND && socket.config().isAutoRead()) {
            socket.config().setAutoRead(false);
            waiting.add(socket);
        }
    }

    /** Forgets a socket that is closed. */
    void forget(Channel socket) {
        if (!socket.config().isAutoRead()) {
            waiting.remove(socket);
        }
    }

    /** Returns how many sockets wait. */
    int waiting() {
        return waiting.size();
    }

    private void beginRound() {
        if (!counting) {
            counting = true;
            loop.afterIo(this::endRound);
        }
    }

    private void endRound() {
        counting = false;
        taken = 0;
        for (int left = DATAGRAMS_PER_ROUND / DATAGRAMS_PER_READ; left > 0 && !waiting.isEmpty(); left--) {
            waiting.remove().config().setAutoRead(true);
        }
        if (!waiting.isEmpty()) {
            beginRound();
        }
    }
}
