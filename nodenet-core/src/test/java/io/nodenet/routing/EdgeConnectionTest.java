package io.nodenet.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.SinkConnection;
import io.nodenet.transport.Connection;
import io.nodenet.transport.TokenBucket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a connection is told about its liveness, to the nanosecond. */
class EdgeConnectionTest {
    private static final NodeId PEER = NodeId.parse("7".repeat(64));
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long START = 1_000 * SECOND;

    private final TokenBucket bucket = new TokenBucket(1, 1);
    private final Edge edge =
            new Edge(PEER, false, new EdgeBudget(bucket, bucket, bucket, bucket, bucket, bucket), START);
    private final EdgeConnection connection = attach(false, START);

    private EdgeConnection attach(boolean outbound, long nowNanos) {
        Connection raw = new SinkConnection(PEER, Endpoint.UNKNOWN, outbound);
        edge.attach(raw, PathKind.DIRECT, nowNanos);
        return (EdgeConnection) raw.attachment();
    }

    private void send(EdgeConnection on, long nowNanos) {
        on.send(Unpooled.EMPTY_BUFFER, nowNanos);
    }

    @Test
    void firstFrameThatIsSentStartsTheWaitForAnAnswerAndAFrameThatArrivesEndsIt() {
        assertThat(connection.isUnanswered(START + SECOND, 0)).isFalse();
        send(connection, START);
        send(connection, START + 1);

        assertThat(connection.isUnanswered(START + SECOND - 1, SECOND)).isFalse();
        assertThat(connection.isUnanswered(START + SECOND, SECOND)).isTrue();

        connection.touch(START + SECOND);
        assertThat(connection.isUnanswered(START + 9 * SECOND, 0)).isFalse();
        assertThat(connection.lastReceivedNanos()).isEqualTo(START + SECOND);
        assertThat(edge.lastReceivedNanos()).isEqualTo(START + SECOND);
    }

    @Test
    void answerThatIsSentWaitsForNone() {
        connection.reply(Unpooled.EMPTY_BUFFER);

        assertThat(connection.isUnanswered(START + 9 * SECOND, 0)).isFalse();
    }

    @Test
    void frameOfAnotherInstantThanTheFirstOneIsASignOfLife() {
        assertThat(connection.isHeardSince(START - SECOND)).as("the first one").isFalse();
        connection.touch(START + 5);

        assertThat(connection.isHeardSince(START - SECOND)).isTrue();
        assertThat(connection.isHeardSince(START + 4)).isTrue();
        assertThat(connection.isHeardSince(START + 5)).isFalse();
    }

    @Test
    void patienceIsFourRoundTripsAndASecondAtLeast() {
        assertThat(edge.patienceNanos()).isEqualTo(SECOND);
        edge.onPong(SECOND / 4, Endpoint.UNKNOWN);
        assertThat(edge.patienceNanos()).isEqualTo(SECOND);
        edge.onPong(SECOND / 4 + 1, Endpoint.UNKNOWN);
        assertThat(edge.patienceNanos()).isEqualTo(SECOND + 4);
    }

    @Test
    void connectionIsDoubtfulAfterHalfOfThePatienceUntilItIsPinged() {
        send(connection, START);

        assertThat(connection.isDoubtful(START + SECOND / 2 - 1)).isFalse();
        assertThat(connection.isDoubtful(START + SECOND / 2)).isTrue();

        connection.pingSent(new EdgeConnection.Ping(START + SECOND / 2, 0));
        assertThat(connection.isDoubtful(START + SECOND)).isFalse();
    }

    @Test
    void connectionIsSuspectAfterThePatienceIfAPingWaitedForHalfOfIt() {
        send(connection, START);
        assertThat(connection.isSuspect(START + 9 * SECOND)).as("nobody asked").isFalse();
        connection.pingSent(new EdgeConnection.Ping(START + SECOND / 2, 0));

        assertThat(connection.isSuspect(START + SECOND - 1)).isFalse();
        assertThat(connection.isSuspect(START + SECOND)).isTrue();

        EdgeConnection late = attach(false, START);
        send(late, START);
        late.pingSent(new EdgeConnection.Ping(START + SECOND, 0));
        assertThat(late.isSuspect(START + SECOND + SECOND / 2 - 1)).isFalse();
        assertThat(late.isSuspect(START + SECOND + SECOND / 2)).isTrue();
    }

    @Test
    void suspectConnectionIsSupersededByTheOtherOneOnceThatWasHeardMeanwhile() {
        EdgeConnection other = attach(true, START);
        send(connection, START + 5);
        connection.pingSent(new EdgeConnection.Ping(START + 5, 0));
        long suspect = START + 5 + SECOND;
        other.touch(START + 5);
        assertThat(connection.isSuperseded(suspect)).as("not heard since").isFalse();
        other.touch(START + 6);

        assertThat(connection.isSuperseded(suspect - 1)).as("not yet suspect").isFalse();
        assertThat(connection.isSuperseded(suspect)).isTrue();
        assertThat(other.isSuperseded(suspect)).isFalse();

        send(other, START + 6);
        other.pingSent(new EdgeConnection.Ping(START + 6, 0));
        assertThat(connection.isSuperseded(suspect + SECOND))
                .as("both are suspect")
                .isFalse();
    }

    @Test
    void sixteenPingsWaitAndAreAnsweredInTheirOrder() {
        assertThat(connection.isPinging()).isFalse();
        for (int i = 0; i < 16; i++) {
            assertThat(connection.canPing()).isTrue();
            connection.pingSent(new EdgeConnection.Ping(START + i, i));
        }
        assertThat(connection.canPing()).isFalse();
        assertThat(connection.lastPingNanos()).isEqualTo(START + 15);
        assertThat(connection.isPinging()).isTrue();

        EdgeConnection.Ping first = connection.pongReceived();
        assertThat(first).isEqualTo(new EdgeConnection.Ping(START, 0));
        connection.pingAnswered(first, START + 20);
        assertThat(connection.answeredPingNanos()).isEqualTo(START);
        assertThat(connection.canPing()).isTrue();
    }

    @Test
    void peerThatCannotBeDialedIsALeafUnlessThisNodeDialedIt() {
        assertThat(edge.isLeaf()).isFalse();
        edge.setUndialable(true);
        assertThat(edge.isLeaf()).isTrue();

        EdgeConnection dialed = attach(true, START);
        assertThat(edge.isLeaf()).isFalse();
        edge.detach(dialed);
        assertThat(edge.isLeaf()).isTrue();
    }

    @Test
    void thirdConnectionMakesTheOneThatWasSilentForLongestSurplus() {
        EdgeConnection dialed = attach(true, START);
        assertThat(edge.connections()).as("the dialed one is written").containsExactly(dialed, connection);
        dialed.touch(START + 1);

        SinkConnection third = new SinkConnection(PEER, Endpoint.UNKNOWN, false);
        assertThat(edge.attach(third, PathKind.DIRECT, START + 2)).isSameAs(connection.connection());

        assertThat(edge.connections()).containsExactly(dialed, (EdgeConnection) third.attachment());
    }

    @Test
    void ofTwoAcceptedConnectionsTheNewerIsWrittenAndOneCanBePreferred() {
        EdgeConnection newer = attach(false, START + 1);
        assertThat(edge.connections()).containsExactly(newer, connection);

        edge.prefer(connection);
        assertThat(edge.connections()).isEqualTo(List.of(connection, newer));
        edge.prefer(connection);
        assertThat(edge.connections()).isEqualTo(List.of(connection, newer));

        assertThat(edge.detach(connection)).isTrue();
        assertThat(edge.current()).isSameAs(newer);
        assertThat(edge.detach(newer)).isFalse();
        assertThat(edge.current()).isNull();
    }

    @Test
    void edgeIsUnheardAfterItsLeaveUntilAFrameArrives() {
        assertThat(edge.isUnheardAfterLeave()).isFalse();
        edge.beginWithLeave();
        assertThat(edge.isUnheardAfterLeave()).isTrue();

        connection.touch(START + 1);
        assertThat(edge.isUnheardAfterLeave()).isFalse();
    }
}
