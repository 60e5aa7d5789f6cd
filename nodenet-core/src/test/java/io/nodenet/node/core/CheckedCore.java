package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.NodenetException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.Connected;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.FirstFrameAdmission;
import io.nodenet.node.core.message.ForwardSampler;
import io.nodenet.node.core.message.Originator;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.CheckJob;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.DeliveryResult;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.port.Paths;
import io.nodenet.node.core.port.Policy;
import io.nodenet.node.core.port.SigningJob;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.DialFailure;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A core between ports that check: whatever it is fed, the first broken rule fails the test.
 *
 * <p>Nothing happens by itself. Verifications, dials, questions to the policy and the news of closed connections wait until the caller
 * lets them go on, in any order, as the network and the threads of a real node might.
 */
final class CheckedCore implements DialOutput, CryptoOutput, ApplicationOutput {
    private static final long WALL_NANOS = Duration.ofDays(11_000).toNanos();
    private static final long DIRECT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MARGIN = 3;

    private final Identity identity;
    private final CoreConfig config;
    private final NodeCore core;
    private final FrameHeader header = new FrameHeader();
    private final RoutedMessageView message = new RoutedMessageView();
    private final List<ByteBuf> held = new ArrayList<>();
    private final CheckedDeliveries deliveries = new CheckedDeliveries();
    private final Set<Long> unanswered = new HashSet<>();
    private long nowNanos = -Duration.ofHours(1).toNanos();
    private long operations;
    private long numbers;
    private @Nullable NodeId arrivingFrom;
    private byte @Nullable [] arriving;
    private boolean originating;
    private int routedSent;
    private boolean leaving;
    private int left;

    final List<CheckedConnection> connections = new ArrayList<>();
    final List<VerificationJob> jobs = new ArrayList<>();
    final List<SigningJob> unsigned = new ArrayList<>();
    final List<CheckJob> unchecked = new ArrayList<>();
    final Map<Long, NodeId> gates = new LinkedHashMap<>();
    final Map<Long, NodeId> dials = new LinkedHashMap<>();
    final List<Long> resolutions = new ArrayList<>();
    boolean deliveryRoom = true;
    boolean cryptoRoom = true;

    private final CheckedRelays relays = new CheckedRelays();

    CheckedCore(Identity identity, CoreConfig config) {
        this.identity = identity;
        this.config = config;
        SplittableRandom random = new SplittableRandom(1);
        this.core = new NodeCore(config, new Counts(), this, this, this, random, random::nextLong);
        begin().start(List.of());
    }

    private NodeCore begin() {
        core.begin(nowNanos, wallNanos());
        return core;
    }

    long wallNanos() {
        return WALL_NANOS + nowNanos;
    }

    CheckedConnection connect(NodeId peer, Endpoint endpoint) {
        CheckedConnection connection = new CheckedConnection(this, peer, endpoint, false);
        connections.add(connection);
        return connection;
    }

    /** Returns a payload that no other message has. */
    byte[] newPayload(int length) {
        return ByteBuffer.allocate(Math.max(Long.BYTES, length))
                .putLong(++numbers)
                .array();
    }

    /** Notes that an identity has signed a message for the application of this node. */
    void isGenuine(NodeId originator, byte[] payload) {
        deliveries.onSigned(originator, payload);
    }

    /** Hands over one frame and checks what became of it. */
    void frame(CheckedConnection from, byte[] bytes) {
        ByteBuf frame = Unpooled.buffer(MARGIN + bytes.length);
        frame.writeZero(MARGIN).skipBytes(MARGIN).writeBytes(bytes);
        Object before = from.attachment();
        long fates = FrameFates.of(core);
        arrivingFrom = from.remoteId();
        arriving = bytes;

        begin().onFrame(from, frame);

        arriving = null;
        arrivingFrom = null;
        assertThat(frame.readableBytes()).as("the frame is borrowed").isEqualTo(bytes.length);
        frame.release();
        if (frame.refCnt() > 0) {
            held.add(frame);
        }
        boolean one =
                before instanceof Edges.Closed || (before instanceof EdgeConnection && FrameFates.isOneDueFor(bytes));
        assertThat(FrameFates.of(core) - fates).as("fates of one frame").isBetween(one ? 1L : 0L, 1L);
        check();
    }

    /** Tells the core that a connection has ended, unless it was told before. */
    void end(CheckedConnection connection, CloseReason reason) {
        if (connection.end()) {
            begin().onConnectionClosed(connection, reason);
            check();
        }
    }

    /** Ends the verification of a job, and before it those of the same originator that were begun earlier. */
    void finish(VerificationJob wanted) {
        while (jobs.contains(wanted)) {
            VerificationJob job = jobs.stream()
                    .filter(one -> one.originator().equals(wanted.originator()))
                    .findFirst()
                    .orElseThrow();
            jobs.remove(job);
            boolean good = job.verify();
            long fates = FrameFates.of(core);
            begin().onVerified(job, good);
            assertThat(FrameFates.of(core) - fates)
                    .as("each message under way ends in one fate, and a question may be answered instead")
                    .isBetween(job.type() == FrameType.ROUTE ? 0L : -1L, 0L);
            check();
        }
    }

    void gate(long operation, boolean admitted) {
        arrivingFrom = gates.remove(operation);
        begin().onPolicyAnswer(operation, admitted);
        arrivingFrom = null;
        check();
    }

    void dialed(long operation, Endpoint endpoint, boolean success) {
        NodeId peer = dials.remove(operation);
        if (success && peer != null) {
            CheckedConnection connection = new CheckedConnection(this, peer, endpoint, true);
            connections.add(connection);
            begin().onDialed(operation, connection);
        } else {
            begin().onDialFailed(operation, new DialFailure(DialFailure.Reason.TIMEOUT, "fuzzed"));
        }
        check();
    }

    void resolved(long operation, List<Endpoint> endpoints) {
        resolutions.remove(operation);
        begin().onResolved(operation, endpoints);
        check();
    }

    /** Lets time pass, and every deadline fire on its way. */
    void pass(long nanos) {
        relays.goOn(this::begin, config.relaySessions());
        long end = nowNanos + nanos;
        while (core.nextDeadline() <= end) {
            nowNanos = Math.max(nowNanos, core.nextDeadline());
            begin().onTimer();
            check();
        }
        nowNanos = end;
    }

    void originate(NodeId target, byte[] payload) {
        originating = true;
        int copies = begin().originate(RoutedSigning.sign(identity, FrameType.ROUTE, target, wallNanos(), payload));
        originating = false;
        assertThat(copies).isBetween(0, Originator.DISJOINT_PATHS);
        check();
    }

    void sendDirect(NodeId peer, byte[] payload) {
        begin().sendDirect(newOperation(), peer, payload, Paths.ANY, DIRECT_NANOS);
        check();
    }

    void ping(NodeId peer) {
        begin().ping(newOperation(), peer);
        check();
    }

    void drop(NodeId peer) {
        begin().drop(newOperation(), peer);
        check();
    }

    void addAnchor(AnchorEntry entry) {
        begin().addAnchor(entry);
        check();
    }

    void leave() {
        leaving = true;
        begin().leave();
        check();
    }

    private long newOperation() {
        unanswered.add(++operations);
        return operations;
    }

    /** Lets everything end that has begun; nothing may be left of it. */
    void settle() {
        while (!jobs.isEmpty()) {
            finish(jobs.get(0));
        }
        pass(Duration.ofSeconds(2).toNanos());
        for (CheckedConnection connection : connections) {
            if (connection.attachment() instanceof EdgeConnection) {
                assertThat(connection.isReading()).as("%s is read", connection).isTrue();
            }
            end(connection, CloseReason.PEER_CLOSED);
        }
        List.copyOf(dials.keySet()).forEach(operation -> dialed(operation, Endpoint.UNKNOWN, false));

        assertThat(core.edges().size()).isZero();
        assertThat(core.verificationsUnderWay()).isZero();
        assertThat(held).as("frames that are still held").isEmpty();
        assertThat(unanswered).as("operations without an answer").isEmpty();
        assertThat(left).isEqualTo(leaving ? 1 : 0);
    }

    /** Checks what holds between any two inputs. */
    private void check() {
        assertThat(routedSent).as("a frame leaves once").isLessThanOrEqualTo(FirstFrameAdmission.MAX_HELD_FRAMES);
        routedSent = 0;
        int inbound = core.edges().size() - core.edges().outboundCount();
        // an edge counts as inbound once the connection that this node dialed is gone and the peer's own is left
        assertThat(inbound)
                .isLessThanOrEqualTo(config.maxInboundEdges() + core.anchors().size());
        for (Edge edge : core.edges().edges()) {
            assertThat(edge.connections().size()).isBetween(1, Edge.MAX_MOVING_CONNECTIONS);
            for (EdgeConnection connection : edge.connections()) {
                CheckedConnection end = (CheckedConnection) connection.connection();
                assertThat(end.attachment()).isSameAs(connection);
                assertThat(end.isClosed()).as("%s is in use", end).isFalse();
            }
        }
        int waiting = 0;
        for (CheckedConnection connection : connections) {
            if (connection.attachment() instanceof EdgeConnection live) {
                assertThat(core.edges().get(connection.remoteId())).isSameAs(live.edge());
                assertThat(live.edge().connections()).contains(live);
            }
            waiting += connection.attachment() instanceof FirstFrameAdmission.Pending ? 1 : 0;
        }
        held.removeIf(frame -> frame.refCnt() == 0);
        assertThat(core.verificationsUnderWay()).isBetween(0, NodeCore.MAX_VERIFICATIONS);
        assertThat(held.size())
                .isLessThanOrEqualTo(core.verificationsUnderWay()
                        + ForwardSampler.MAX_UNDER_WAY
                        + FirstFrameAdmission.MAX_HELD_FRAMES * waiting);
    }

    /** Checks a frame that the core wants to send. */
    void onSend(CheckedConnection to, byte[] bytes) {
        assertThat(bytes.length).isLessThanOrEqualTo(FrameCodec.MAX_PACKET);
        assertThat(FrameCodec.parse(bytes, 0, bytes.length, header)).isEqualTo(Outcome.OK);
        assertThat(header.restLength()).isZero();
        if (!header.type().isRouted()) {
            return;
        }
        assertThat(message.parse(bytes, header.payloadOffset(), header.payloadLength()))
                .isEqualTo(Outcome.OK);
        NodeId target = message.target();
        NodeId peer = to.remoteId();
        assertThat(peer.equals(target) || !message.avoids(peer)).isTrue();
        if (originating) {
            assertThat(message.ttl()).isEqualTo(SignedMessage.MAX_HOPS);
            assertThat(message.avoids(target)).isFalse();
            return;
        }
        assertThat(peer).as("back over the edge it came from").isNotEqualTo(arrivingFrom);
        assertThat(target.isCloser(peer, config.self())).isTrue();
        assertThat(message.ttl()).isLessThan(SignedMessage.MAX_HOPS);
        byte[] came = arriving;
        if (came != null) {
            int ttlAt = header.payloadOffset() + NodeId.LENGTH;
            assertThat(message.ttl()).isEqualTo(Math.min(came[ttlAt] & 0xff, SignedMessage.MAX_HOPS) - 1);
            byte[] restored = bytes.clone();
            restored[ttlAt] = came[ttlAt];
            assertThat(restored).as("only the hop budget changes").isEqualTo(came);
        }
    }

    /** Counts a frame that left. */
    void onSent() {
        if (header.type().isRouted() && !originating) {
            routedSent++;
        }
    }

    @Override
    public DeliveryResult deliver(NodeId originator, boolean direct, byte[] payload) {
        if (!deliveryRoom) {
            return DeliveryResult.FULL;
        }
        if (direct) {
            assertThat(originator).isEqualTo(arrivingFrom);
        } else {
            deliveries.onDelivered(originator, payload);
        }
        return DeliveryResult.TAKEN;
    }

    @Override
    public DeliveryResult deliverSealed(NodeId sender, byte[] content) {
        return deliver(sender, false, content);
    }

    @Override
    public boolean sign(SigningJob job) {
        if (cryptoRoom) {
            unsigned.add(job);
        }
        return cryptoRoom;
    }

    @Override
    public boolean check(CheckJob job) {
        if (cryptoRoom) {
            unchecked.add(job);
        }
        return cryptoRoom;
    }

    @Override
    public boolean verify(VerificationJob job) {
        return cryptoRoom && jobs.add(job);
    }

    @Override
    public void completed(long operation, long value) {
        assertThat(unanswered.remove(operation)).as("answered once").isTrue();
    }

    @Override
    public void introduced(long operation, PeerIntroduction introduction) {
        assertThat(unanswered.remove(operation)).as("answered once").isTrue();
    }

    @Override
    public void connected(long operation, Connected connected) {
        assertThat(unanswered.remove(operation)).as("answered once").isTrue();
    }

    @Override
    public void failed(long operation, NodenetException cause) {
        assertThat(unanswered.remove(operation)).as("answered once").isTrue();
    }

    @Override
    public void askPolicy(long operation, Policy policy, NodeId peer, boolean outbound) {
        gates.put(operation, peer);
    }

    @Override
    public void event(NodeEvent event) {
        if (event instanceof NodeEvent.PeerConnected up) {
            assertThat(core.edges().get(up.peer())).isNotNull();
        } else if (event instanceof NodeEvent.PeerDisconnected down) {
            assertThat(core.edges().get(down.peer())).isNull();
        } else if (event instanceof NodeEvent.PhaseChanged change) {
            assertThat(change.to()).isNotEqualTo(change.from());
        }
    }

    @Override
    public void left() {
        left++;
    }

    @Override
    public void dial(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
        dials.put(operation, peer);
    }

    @Override
    public void cancelDial(long operation) {}

    @Override
    public void punch(Endpoint target) {}

    @Override
    public void openRelay(long session, Endpoint caller, Endpoint callee) {
        relays.open(session, caller, callee);
    }

    @Override
    public void closeRelay(long session) {
        relays.close(session);
    }

    @Override
    public void resolve(long operation, HostPort address) {
        resolutions.add(operation);
    }
}
