package io.nodenet.node.core.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NoApplication;
import io.nodenet.node.core.SinkConnection;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeTable;
import io.nodenet.transport.WriteResult;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An edge takes a better path, and what is sent to its peer neither overtakes nor gets lost. */
class PathMovesTest {
    private static final String PING = "010200";
    private static final String LEAVE = "010700";
    private static final byte[] PONG = {1, 3, 2, 0, 0};

    private final Turn turn = new Turn();
    private final Timers timers = new Timers(turn);
    private final Counts counts = new Counts();
    private final CoreConfig config = CoreConfig.of(Identity.generate(), 0).build();
    private final EdgeTable table = new EdgeTable(config.self(), 8);
    private final Edges edges = new Edges(turn, table, new EdgeLimiter(false, counts), counts, NoApplication.INSTANCE);
    private final FrameWriter writer = new FrameWriter();
    private final ControlPlane control = new ControlPlane(
            turn,
            edges,
            writer,
            counts,
            NoApplication.INSTANCE,
            new SelfCoordinates(config, turn, timers, NoApplication.INSTANCE));
    private final PathMoves moves = new PathMoves(turn, timers, edges, control);
    private final NodeId peer = Identity.generate().nodeId();
    private long now;

    /** A connection that remembers what it took, unless it is full. */
    private static final class Line extends SinkConnection {
        final List<String> frames = new ArrayList<>();
        boolean full;

        Line(NodeId peer, boolean outbound) {
            super(peer, Endpoint.quic("198.51.100.1:4242"), outbound);
        }

        @Override
        public WriteResult send(ByteBuf frame) {
            if (isClosed()) {
                return WriteResult.CLOSED;
            }
            if (full) {
                return WriteResult.FULL;
            }
            frames.add(ByteBufUtil.hexDump(frame));
            return WriteResult.ACCEPTED;
        }
    }

    @BeforeEach
    void wire() {
        edges.observers(moves);
        pass(Duration.ofSeconds(1));
    }

    private void pass(Duration time) {
        now += time.toNanos();
        turn.begin(now, now);
        timers.fire();
    }

    private Line line(PathKind path, boolean outbound) {
        Line line = new Line(peer, outbound);
        edges.register(line, path);
        return line;
    }

    private Edge edge() {
        Edge edge = table.get(peer);
        assertThat(edge).isNotNull();
        return edge;
    }

    private static EdgeConnection live(Line line) {
        return (EdgeConnection) line.attachment();
    }

    private WriteResult say(int text) {
        return edge().sendInOrder(writer.application(new byte[] {(byte) text}), now);
    }

    private static String message(int text) {
        return "014001%02x".formatted(text);
    }

    /** Has the peer answer the oldest ping of a connection. */
    private void answer(Line line) {
        FrameHeader header = new FrameHeader();
        FrameCodec.parse(PONG, 0, PONG.length, header);
        live(line).touch(now);
        control.onPong(live(line), header, PONG);
    }

    private Line relayedWithRoundTrip(Duration roundTrip) {
        Line relayed = line(PathKind.RELAYED, true);
        control.ping(live(relayed));
        pass(roundTrip);
        answer(relayed);
        relayed.frames.clear();
        return relayed;
    }

    @Test
    void messagesAreHeldUntilThePingBehindTheLastOneIsAnswered() {
        Line relayed = relayedWithRoundTrip(Duration.ofMillis(100));
        say(1);
        Line direct = line(PathKind.DIRECT, true);
        assertThat(say(2)).isEqualTo(WriteResult.ACCEPTED);
        assertThat(say(3)).isEqualTo(WriteResult.ACCEPTED);
        assertThat(relayed.frames).containsExactly(message(1), PING);
        assertThat(direct.frames).isEmpty();

        pass(Duration.ofMillis(100));
        answer(relayed);
        say(4);

        assertThat(relayed.frames).containsExactly(message(1), PING, LEAVE);
        assertThat(direct.frames).containsExactly(message(2), message(3), message(4));
        assertThat(edge().path()).isEqualTo(PathKind.DIRECT);
    }

    @Test
    void answerToAnEarlierPingProvesNothing() {
        Line relayed = relayedWithRoundTrip(Duration.ofMillis(100));
        control.ping(live(relayed));
        Line direct = line(PathKind.DIRECT, true);
        say(1);

        answer(relayed);
        assertThat(direct.frames).isEmpty();

        answer(relayed);
        assertThat(direct.frames).containsExactly(message(1));
    }

    @ParameterizedTest
    @CsvSource({"10, 500", "400, 800", "2500, 3000"})
    void pathThatAnswersNothingIsGivenUpAfterTwoRoundTrips(long roundTrip, long wait) {
        relayedWithRoundTrip(Duration.ofMillis(roundTrip));
        Line direct = line(PathKind.DIRECT, true);
        say(1);

        pass(Duration.ofMillis(wait - 1));
        assertThat(direct.frames).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(direct.frames).containsExactly(message(1));
    }

    @Test
    void noMoreThanOneFrameOfTheLargestSizeIsHeld() {
        relayedWithRoundTrip(Duration.ofMillis(100));
        line(PathKind.DIRECT, true);
        byte[] half = new byte[32_000];
        assertThat(edge().sendInOrder(writer.application(half), now)).isEqualTo(WriteResult.ACCEPTED);
        assertThat(edge().sendInOrder(writer.application(half), now)).isEqualTo(WriteResult.ACCEPTED);
        assertThat(edge().sendInOrder(writer.application(half), now)).isEqualTo(WriteResult.FULL);
        assertThat(say(1)).isEqualTo(WriteResult.ACCEPTED);
    }

    @Test
    void smallMessagesAreHeldByNumber() {
        relayedWithRoundTrip(Duration.ofMillis(100));
        line(PathKind.DIRECT, true);
        for (int i = 0; i < 1_024; i++) {
            assertThat(say(i)).isEqualTo(WriteResult.ACCEPTED);
        }
        assertThat(say(1)).isEqualTo(WriteResult.FULL);
    }

    @Test
    void endOfTheOldPathEndsTheWait() {
        Line relayed = relayedWithRoundTrip(Duration.ofMillis(100));
        Line direct = line(PathKind.DIRECT, true);
        say(1);

        edges.lost(live(relayed), CloseReason.PEER_CLOSED);

        assertThat(direct.frames).containsExactly(message(1));
        assertThat(edge().isHolding()).isFalse();
    }

    @Test
    void endOfTheNewPathLeadsBackToTheOldOne() {
        Line relayed = relayedWithRoundTrip(Duration.ofMillis(100));
        Line direct = line(PathKind.DIRECT, true);
        say(1);

        edges.lost(live(direct), CloseReason.PEER_CLOSED);

        assertThat(relayed.frames).containsExactly(PING, message(1));
        assertThat(edge().path()).isEqualTo(PathKind.RELAYED);
    }

    @Test
    void newPathWithoutRoomGetsTheRestOnceItHasSome() {
        Line relayed = relayedWithRoundTrip(Duration.ofMillis(100));
        Line direct = line(PathKind.DIRECT, true);
        say(1);
        direct.full = true;
        answer(relayed);
        say(2);
        direct.full = false;

        moves.onWritable(live(direct));
        say(3);

        assertThat(direct.frames).containsExactly(message(1), message(2), message(3));
    }

    @Test
    void endOfANewPathWithoutRoomLeavesNothingHeld() {
        Line relayed = relayedWithRoundTrip(Duration.ofMillis(100));
        Line direct = line(PathKind.DIRECT, true);
        say(1);
        direct.full = true;
        answer(relayed);

        edges.lost(live(direct), CloseReason.STALLED);

        assertThat(relayed.frames).containsExactly(PING, LEAVE, message(1));
        assertThat(edge().isHolding()).isFalse();
        pass(Duration.ofSeconds(4));
        assertThat(relayed.isClosed()).as("this node has nothing else").isFalse();
    }

    @Test
    void connectionThatIsPreferredToANewPathWithoutRoomGetsWhatIsHeld() {
        Line relayed = relayedWithRoundTrip(Duration.ofMillis(100));
        Line direct = line(PathKind.DIRECT, true);
        say(1);
        direct.full = true;
        answer(relayed);
        Line other = line(PathKind.DIRECT, false);

        edges.prefer(live(other));

        assertThat(other.frames).containsExactly(message(1));
        assertThat(edge().isHolding()).isFalse();
    }

    @Test
    void peerThatLeavesTheRelayedPathIsFollowedAndItsConnectionClosed() {
        Line relayed = line(PathKind.RELAYED, false);
        Line direct = line(PathKind.DIRECT, false);
        say(1);

        moves.onLeave(live(relayed));
        assertThat(relayed.isClosed()).isFalse();
        answer(relayed);

        assertThat(relayed.isClosed()).isTrue();
        assertThat(direct.frames).containsExactly(message(1));
        assertThat(edge().connections()).hasSize(1);
    }

    @Test
    void peerThatSaysNothingIsLeftAfterTheLongestTimeThatAMoveTakes() {
        Line relayed = relayedWithRoundTrip(Duration.ofMillis(100));
        Line direct = line(PathKind.DIRECT, true);
        answer(relayed);

        pass(Duration.ofMillis(2_999));
        assertThat(relayed.isClosed()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(relayed.isClosed()).isTrue();
        assertThat(direct.frames).as("a deployed node takes it for its edge").containsExactly(PING);
    }

    @Test
    void leaveOnTheOnlyConnectionOrOnAnEqualOneIsOneOfTheWholeEdge() {
        Line first = line(PathKind.DIRECT, true);
        line(PathKind.DIRECT, false);

        moves.onLeave(live(first));

        assertThat(table.get(peer)).isNull();
    }

    @Test
    void relayedConnectionNeverReplacesABetterOneThatLives() {
        Line direct = line(PathKind.DIRECT, false);
        line(PathKind.RELAYED, false);
        Line useless = line(PathKind.RELAYED, true);
        say(1);

        pass(Duration.ZERO);

        assertThat(direct.frames).contains(message(1));
        assertThat(useless.isClosed()).isTrue();
        assertThat(edge().path()).isEqualTo(PathKind.DIRECT);
    }

    @Test
    void threeConnectionsLiveOverPathsOfTwoKindsAndTheWorstGivesWayToAFourth() {
        Line relayed = line(PathKind.RELAYED, true);
        Line dialed = line(PathKind.DIRECT, true);
        Line accepted = line(PathKind.DIRECT, false);
        assertThat(edge().connections()).hasSize(3);

        line(PathKind.DIRECT, true);

        assertThat(relayed.isClosed()).isTrue();
        assertThat(List.of(dialed, accepted)).filteredOn(Line::isClosed).isEmpty();
    }

    @Test
    void whatIsHeldWhenTheEdgeEndsIsCounted() {
        relayedWithRoundTrip(Duration.ofMillis(100));
        line(PathKind.DIRECT, true);
        say(1);
        say(2);

        edges.drop(edge(), CloseReason.DROPPED);

        assertThat(counts.drops().get(DropReason.CLOSED_CONNECTION)).isEqualTo(2);
        pass(Duration.ofSeconds(10));
    }

    @Test
    void pingThatFindsNoRoomIsSentAgain() {
        Line relayed = relayedWithRoundTrip(Duration.ofMillis(100));
        relayed.full = true;
        Line direct = line(PathKind.DIRECT, true);
        say(1);
        relayed.full = false;

        pass(Duration.ofMillis(50));
        answer(relayed);

        assertThat(direct.frames).containsExactly(message(1));
    }
}
