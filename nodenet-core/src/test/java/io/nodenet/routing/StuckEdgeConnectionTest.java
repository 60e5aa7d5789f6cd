package io.nodenet.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.SinkConnection;
import io.nodenet.node.core.edge.EdgeLimiter;
import io.nodenet.node.core.port.Counts;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a connection counts as stuck; {@code StuckConnectionTest} shows what is done about it. */
class StuckEdgeConnectionTest {
    private static final NodeId PEER = NodeId.parse("7".repeat(64));

    private final Link link = new Link();
    private final Edge edge = new Edge(PEER, true, new EdgeLimiter(true, new Counts()).take(PEER), 0);
    private EdgeConnection connection = new EdgeConnection(link, PathKind.DIRECT, edge, 0);

    /** A connection that takes everything, of which some may wait. */
    private static final class Link extends SinkConnection {
        long waitingNanos = -1;

        Link() {
            super(PEER, Endpoint.quic("10.0.0.1:1"), true);
        }

        @Override
        public long waitingNanos() {
            return waitingNanos;
        }
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @BeforeEach
    void begin() {
        connection = new EdgeConnection(link, PathKind.DIRECT, edge, 0);
    }

    private void ping(long atMillis) {
        connection.pingSent(new EdgeConnection.Ping(millis(atMillis), 0));
    }

    @Test
    void frameThatNeedNotFitASmallPacketIsUnprovenUntilThereIsAPingBehindIt() {
        connection.send(Unpooled.wrappedBuffer(new byte[1_200]), 0);
        assertThat(connection.isUnproven()).isFalse();
        connection.reply(Unpooled.wrappedBuffer(new byte[1]));
        assertThat(connection.isUnproven()).isTrue();

        ping(1);
        assertThat(connection.isUnproven()).isFalse();
    }

    @Test
    void twoPingsWithoutAnAnswerForTwoSecondsAreNeeded() {
        ping(1_000);
        connection.touch(millis(2_900));
        assertThat(connection.isStuckPerhaps(millis(1_999))).isFalse();
        assertThat(connection.isStuckPerhaps(millis(2_000))).isTrue();
        assertThat(connection.isStuck(millis(9_000))).isFalse();

        ping(2_000);
        assertThat(connection.isStuck(millis(2_999))).isFalse();
        assertThat(connection.isStuck(millis(3_000))).isTrue();
    }

    @Test
    void answerToALaterPingSaysThatTheConnectionMoves() {
        ping(1_000);
        ping(2_000);
        connection.pingAnswered(new EdgeConnection.Ping(millis(1_000), 0), millis(2_500));

        assertThat(connection.isStuck(millis(9_000))).isFalse();
    }

    @Test
    void connectionWhoseBytesWaitWithoutMovingIsStuckWithoutAPing() {
        link.waitingNanos = millis(1_999);
        assertThat(connection.isStuck(millis(9_000))).isFalse();
        link.waitingNanos = millis(2_000);
        assertThat(connection.isStuck(millis(9_000))).isTrue();
    }

    @Test
    void pingsBehindBytesThatStillMoveHaveHalfAsMuchTimeAgain() {
        link.waitingNanos = millis(100);
        ping(1_000);
        ping(2_000);

        assertThat(connection.isStuck(millis(3_999))).isFalse();
        assertThat(connection.isStuck(millis(4_000)))
                .as("what the network takes may be lost on the way")
                .isTrue();
    }
}
