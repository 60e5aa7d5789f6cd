package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many connections that come, talk and go in any order, with callbacks that call back. */
@Timeout(300)
class QuicChurnIT {
    private static final Duration FIRST_FRAME = Duration.ofSeconds(5);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothingIsLeftAfterAnyOrderOfEvents(long seed) throws Exception {
        Random random = new Random(seed);
        List<QuicPeer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                boolean nio = i == 3;
                QuicPeer peer = new QuicPeer(q -> q.maxInbound(12).forceNio(nio).firstFrameTimeout(FIRST_FRAME));
                Random own = new Random(seed * 31 + i);
                peer.onFrame = (connection, frame) -> react(own, connection, frame);
                peers.add(peer);
            }
            int dials = 0;
            for (int step = 0; step < 200; step++) {
                QuicPeer peer = peers.get(random.nextInt(peers.size()));
                QuicPeer other = peers.get(random.nextInt(peers.size()));
                int choice = random.nextInt(10);
                if (choice < 3) {
                    dials++;
                    Endpoint target = random.nextInt(10) == 0 ? Endpoint.quic("127.0.0.1:9") : other.endpoint();
                    long operation = peer.startDial(other.id(), target, TimeUnit.MILLISECONDS.toNanos(1_500));
                    if (random.nextInt(8) == 0) {
                        peer.transport.loop().execute(() -> peer.transport.cancelDial(operation));
                    }
                } else {
                    long frameSeed = random.nextLong();
                    peer.onLoop(() -> {
                        act(peer, new Random(frameSeed), choice);
                        return null;
                    });
                }
            }
            int answers = 0;
            for (QuicPeer peer : peers) {
                peer.await("answers of all dials", () -> peer.dialed.size() == peer.operations.get());
                answers += peer.dialed.size();
            }
            assertThat(answers).isEqualTo(dials);
            for (QuicPeer peer : peers) {
                peer.onFrame = (connection, frame) -> {};
                peer.onLoop(() -> {
                    known(peer).forEach(connection -> connection.close(CloseReason.DROPPED));
                    return null;
                });
            }
            for (QuicPeer peer : peers) {
                // an accepted connection that never brought a frame is closed by its dialer or, if that close is lost,
                // in time
                peer.awaitNothingLeft();
                Set<Connection> ended = new HashSet<>();
                for (QuicPeer.Closed closed : peer.closed) {
                    assertThat(ended.add(closed.connection())).as("closed once").isTrue();
                }
                assertThat(ended).isEqualTo(known(peer));
            }
        } finally {
            peers.forEach(QuicPeer::close);
        }
    }

    private static void react(Random random, Connection connection, ByteBuf frame) {
        switch (random.nextInt(40)) {
            case 0 -> connection.close(CloseReason.DROPPED);
            case 1 -> {
                connection.setReading(false);
                connection.setReading(true);
            }
            case 2, 3, 4, 5 -> connection.send(frame);
            default -> {
                // nothing
            }
        }
    }

    private static void act(QuicPeer peer, Random random, int choice) {
        for (Connection connection : known(peer)) {
            switch (choice) {
                case 3 -> {
                    if (random.nextInt(6) == 0) {
                        connection.close(CloseReason.DROPPED);
                        assertThat(connection.send(Unpooled.EMPTY_BUFFER)).isEqualTo(WriteResult.CLOSED);
                    }
                }
                default -> {
                    for (int i = random.nextInt(10); i > 0; i--) {
                        int size = random.nextInt(20) == 0 ? random.nextInt(65_537) : random.nextInt(300);
                        connection.send(Unpooled.buffer(size).writeZero(size));
                    }
                }
            }
        }
    }

    private static Set<Connection> known(QuicPeer peer) {
        Set<Connection> known = new HashSet<>();
        peer.dialed.forEach(dialed -> {
            if (dialed.up() != null) {
                known.add(dialed.up());
            }
        });
        peer.frames.forEach(frame -> known.add(frame.connection()));
        return known;
    }

    @Test
    void closingWhileEverybodyTalksEndsEveryConnectionInTime() throws Exception {
        List<QuicPeer> peers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            QuicPeer peer = new QuicPeer();
            peer.onFrame = Connection::send;
            peers.add(peer);
        }
        try {
            for (QuicPeer from : peers) {
                for (QuicPeer to : peers) {
                    if (from != to) {
                        Connection[] ends = from.connect(to);
                        from.send(ends[0], new byte[1000]);
                    }
                }
            }
            for (QuicPeer peer : peers) {
                peer.close();
                assertThat(peer.transport.occupancy())
                        .as("left when its time was over")
                        .isEqualTo(QuicPeer.NOTHING);
            }
        } finally {
            peers.forEach(QuicPeer::close);
        }
    }
}
