package io.nodenet.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NodeCore;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeBudget;
import io.nodenet.routing.EdgeTable;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TokenBucket;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.memory.MemoryTransport;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each invariant fails for a node or a driver that breaks it, and the failure names the seed. */
class OverlayInvariantsTest {
    private static final long SEED = 4711;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final byte[] PING = {1, 2, 0};

    private final SplittableRandom random = new SplittableRandom(1);
    private final SimulatedOverlay overlay =
            SimulatedOverlay.seed(SEED).targetEdges(0).build();

    private static void assertViolated(ThrowingCallable run, String violation) {
        assertThatThrownBy(run)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Seed " + SEED + ", after PT")
                .hasMessageContaining(violation);
    }

    private NodeId id() {
        byte[] bytes = new byte[NodeId.LENGTH];
        random.nextBytes(bytes);
        return NodeId.of(bytes);
    }

    private static Edge edge(NodeId id, boolean outbound) {
        TokenBucket bucket = new TokenBucket(1, 1);
        return new Edge(id, outbound, new EdgeBudget(bucket, bucket, bucket, bucket, bucket, bucket), 0);
    }

    private OverlayInvariants invariants(int difficulty) {
        return new OverlayInvariants(difficulty, overlay::violation);
    }

    @Test
    void aHealthyTableViolatesNothing() {
        SimulatedNode hub = overlay.addNode();
        overlay.addNode(hub);
        overlay.advance(SECOND);

        invariants(0).check(hub.id(), hub.core().edges(), NodeCore.MAX_VERIFICATIONS);

        assertThat(hub.core().edges().size()).isOne();
    }

    @Test
    void anEdgeToItselfIsFound() {
        SimulatedNode hub = overlay.addNode();
        overlay.addNode(hub);
        overlay.advance(SECOND);
        EdgeTable table = hub.core().edges();

        assertViolated(() -> invariants(0).check(table.at(0).id(), table, 0), "has an edge to itself");
    }

    @Test
    void anEdgeBelowTheDifficultyIsFound() {
        SimulatedNode hub = overlay.addNode();
        overlay.addNode(hub);
        overlay.advance(SECOND);

        assertViolated(() -> invariants(64).check(hub.id(), hub.core().edges(), 0), "has an edge below the difficulty");
    }

    @Test
    void anEdgeWithoutAConnectionIsFoundAfterTheEventThatMadeIt() {
        SimulatedNode faulty = overlay.addNode();
        SimulatedNode peer = overlay.addNode(faulty);
        overlay.advance(SECOND);
        faulty.core().edges().add(edge(id(), true));
        peer.ping(faulty.id());

        assertViolated(() -> overlay.advance(SECOND), faulty.id().shortText() + " has 0 connections in one edge");
    }

    @Test
    void aViolationInALargeOverlayIsFoundWhenItsNodeHasItsTurn() {
        SimulatedNode hub = overlay.addNode();
        SimulatedNode faulty = overlay.addNode();
        while (overlay.nodes().size() <= OverlayInvariants.FULLY_CHECKED_NODES) {
            overlay.addNode(hub);
        }
        overlay.advance(SECOND);
        faulty.core().edges().add(edge(id(), true));
        long before = overlay.time().executed();

        assertViolated(() -> overlay.advance(Duration.ofMinutes(2)), faulty.id().shortText() + " has 0 connections");

        assertThat(overlay.time().executed() - before)
                .isLessThanOrEqualTo((long) OverlayInvariants.SAMPLED_EVENTS
                        * overlay.nodes().size());
    }

    @Test
    void aLargeOverlayIsNotCheckedAfterEachEvent() {
        SimulatedNode faulty = overlay.addNode();
        while (overlay.nodes().size() <= OverlayInvariants.FULLY_CHECKED_NODES) {
            overlay.addNode();
        }
        overlay.advance(SECOND);
        faulty.core().edges().add(edge(id(), true));

        overlay.time().schedule(() -> faulty.ping(id()), 0);
        overlay.advance(Duration.ZERO);

        assertThat(faulty.openOperations()).isEmpty();
    }

    @Test
    void aSampleOfTheMessagesInALargeOverlayIsFollowed() {
        SimulatedNode hub = overlay.addNode();
        SimulatedNode alice = overlay.addNode(hub);
        while (overlay.nodes().size() <= OverlayInvariants.FULLY_CHECKED_NODES) {
            overlay.addNode();
        }
        overlay.advance(SECOND);

        assertViolated(
                () -> {
                    for (int i = 0; i < 10 * OverlayInvariants.SAMPLED_COPIES; i++) {
                        sendThereAndBack(alice, hub);
                    }
                },
                "a message went back from");
    }

    @Test
    void moreInboundEdgesThanTheCapAreFound() {
        SimulatedNode hub = overlay.addNode();
        SimulatedNode alice = overlay.addNode(hub);
        overlay.advance(SECOND);
        Connection inbound = connection(hub, alice);
        EdgeTable table = new EdgeTable(hub.id(), Integer.MAX_VALUE);
        for (int i = 0; i <= CoreConfig.DEFAULT_MAX_INBOUND_EDGES; i++) {
            Edge edge = edge(id(), false);
            edge.attach(inbound, PathKind.DIRECT, 0);
            table.add(edge);
        }

        assertViolated(() -> invariants(0).check(hub.id(), table, 0), "has 257 inbound edges");
    }

    @Test
    void moreVerificationsThanTheCapAreFound() {
        NodeId self = id();
        EdgeTable table = new EdgeTable(self, 1);

        assertViolated(() -> invariants(0).check(self, table, 1025), "has 1025 verifications in progress");
    }

    @Test
    void aMessageThatGoesBackWhereItCameFromIsFound() {
        SimulatedNode hub = overlay.addNode();
        SimulatedNode alice = overlay.addNode(hub);
        overlay.advance(SECOND);

        assertViolated(() -> sendThereAndBack(alice, hub), "a message went back from");
    }

    private void sendThereAndBack(SimulatedNode alice, SimulatedNode hub) {
        ByteBuf frame = Unpooled.buffer();
        RoutedSigning.sign(overlay.mint(), FrameType.ROUTE, id(), 0, new byte[9])
                .writeFrame(frame, SignedMessage.MAX_HOPS, List.of());
        ByteBuf back = frame.copy();
        back.setByte(3 + NodeId.LENGTH + (frame.getByte(2) < 0 ? 1 : 0), SignedMessage.MAX_HOPS - 1);

        connection(alice, hub).send(frame);
        overlay.advance(SECOND);
        connection(hub, alice).send(back);
        overlay.advance(SECOND);
    }

    private static Connection connection(SimulatedNode from, SimulatedNode to) {
        Edge edge = from.core().edges().get(to.id());
        assertThat(edge).isNotNull();
        return edge.connections().get(0).connection();
    }

    @Test
    void anOperationThatEndsTwiceIsFound() {
        OperationLedger ledger = new OperationLedger();
        long operation = ledger.begin("ping");
        ledger.end(operation);

        assertThatThrownBy(() -> ledger.end(operation))
                .isInstanceOf(AssertionError.class)
                .hasMessage("operation 1 ended twice");
    }

    @Test
    void anOperationThatNeverEndsIsFound() {
        SimulatedNode hub = overlay.addNode();
        SimulatedNode alice = overlay.addNode(hub);
        overlay.advance(SECOND);
        overlay.checkSettled();

        alice.ping(hub.id());

        assertViolated(overlay::checkSettled, "operations never ended: {1=ping}");
    }

    @Test
    void aVerificationThatNeverEndsIsFound() {
        SimulatedOverlay slow = SimulatedOverlay.seed(SEED)
                .verificationTime(Duration.ofHours(1))
                .build();
        SimulatedNode hub = slow.addNode();
        SimulatedNode alice = slow.addNode(hub);
        slow.advance(SECOND);
        alice.send(hub.id(), "hello");
        slow.advance(SECOND);

        assertViolated(slow::checkSettled, "verifications never ended");
    }

    @Test
    void aFrameThatIsNeverReleasedIsFound() {
        Keeper keeper = new Keeper();
        Identity identity = overlay.mint();
        MemoryTransport faulty = overlay.network().transport(identity.nodeId(), Endpoint.quic("10.9.9.9:4242"));
        faulty.start(keeper);
        SimulatedNode honest = overlay.addNode();
        faulty.dial(1, honest.id(), honest.transport().boundEndpoint(), SECOND.toNanos());
        overlay.advance(SECOND);
        assertThat(keeper.kept).isNotEmpty();

        assertViolated(overlay::checkSettled, "frames were never released");

        keeper.kept.forEach(ByteBuf::release);
        overlay.checkSettled();
    }

    /** Dials, pings so that it becomes an edge, and keeps every frame that comes back. */
    private static final class Keeper implements TransportListener {
        private final List<ByteBuf> kept = new ArrayList<>();

        @Override
        public void onFrame(Connection connection, ByteBuf frame) {
            kept.add(frame.retain());
        }

        @Override
        public void onConnectionClosed(Connection connection, CloseReason reason) {}

        @Override
        public void onWritable(Connection connection) {}

        @Override
        public void onDialed(long operation, Connection connection) {
            connection.send(Unpooled.wrappedBuffer(PING));
        }

        @Override
        public void onDialFailed(long operation, DialFailure failure) {
            throw new AssertionError(failure.toString());
        }
    }
}
