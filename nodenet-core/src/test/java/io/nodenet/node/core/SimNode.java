package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.nodenet.NodenetException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.DeliveryResult;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.upkeep.AnchorResult;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.transport.DialFailure;
import io.nodenet.wire.FrameType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A core whose ports lead into an {@link Overlay}: real signatures, verified in a later event; everything it says is recorded. */
final class SimNode implements SimHost, DialOutput, CryptoOutput, ApplicationOutput {
    /** How the edge admission policy answers. */
    interface Policy {
        /** Answers true, false, or null for never. */
        @Nullable
        Boolean admit(NodeId peer, boolean outbound);
    }

    /** A message that reached the application. */
    record Delivery(NodeId originator, boolean direct, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /** A dial that was asked for. */
    record Dial(long operation, NodeId peer, Endpoint endpoint, long atNanos) {}

    private final Overlay overlay;
    private final Identity identity;
    private final Endpoint endpoint;
    private final NodeCore core;
    private final Set<Long> cancelled = new HashSet<>();
    private final List<SimConnection> writable = new ArrayList<>();
    private long armedForNanos = Long.MAX_VALUE;
    private long lastSentNanos = Long.MIN_VALUE;
    private long operations;

    final List<Delivery> deliveries = new ArrayList<>();
    final List<Dial> dials = new ArrayList<>();
    final List<HostPort> resolutions = new ArrayList<>();
    final List<CloseReason> edgesDown = new ArrayList<>();
    final List<ConnectivityPhase> phases = new ArrayList<>();
    final List<ReflexiveAddress> reflexive = new ArrayList<>();
    final List<VerificationJob> heldJobs = new ArrayList<>();
    final Map<Long, Long> completed = new HashMap<>();
    final Map<Long, NodenetException> failed = new HashMap<>();
    int edgesUp;
    int deliveryRoom = Integer.MAX_VALUE;
    boolean deliveriesClosed;
    int cryptoRoom = Integer.MAX_VALUE;
    boolean holdVerifications;
    boolean online = true;
    boolean hasLeft;
    Policy policy = (peer, outbound) -> true;
    long policyDelayNanos;

    SimNode(Overlay overlay, Identity identity, Endpoint endpoint, CoreConfig config) {
        this.overlay = overlay;
        this.identity = identity;
        this.endpoint = endpoint;
        this.core = new NodeCore(
                config, new Counts(), this, this, this, overlay.random().split());
    }

    NodeCore core() {
        return core;
    }

    long drops(DropReason reason) {
        return core.drops().get(reason);
    }

    long count(NodeCounter counter) {
        return core.counters().get(counter);
    }

    @Override
    public NodeId id() {
        return identity.nodeId();
    }

    Identity identity() {
        return identity;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    long now() {
        return overlay.time().nanos();
    }

    void start() {
        begin().start(List.of(endpoint));
        arm();
    }

    AnchorResult addAnchor(SimHost peer) {
        return addAnchor(peer.id() + "@" + peer.endpoint().text());
    }

    AnchorResult addAnchor(String entry) {
        AnchorResult result = begin().addAnchor(AnchorEntry.parse(entry));
        arm();
        return result;
    }

    /** Sends as a node does: the signed time is one that no other message of this node has. */
    int send(NodeId target, String text) {
        return send(target, text.getBytes(StandardCharsets.UTF_8));
    }

    int send(NodeId target, byte[] payload) {
        lastSentNanos = Math.max(overlay.time().wallNanos(), lastSentNanos + 1);
        int copies = begin().originate(RoutedSigning.sign(identity, FrameType.ROUTE, target, lastSentNanos, payload));
        arm();
        return copies;
    }

    /** Starts to ping a neighbour; answers the number of the operation. */
    long ping(NodeId peer) {
        begin().ping(++operations, peer);
        arm();
        return operations;
    }

    long sendDirect(NodeId peer, byte[] payload) {
        begin().sendDirect(++operations, peer, payload);
        arm();
        return operations;
    }

    long drop(NodeId peer) {
        begin().drop(++operations, peer);
        arm();
        return operations;
    }

    void leave() {
        begin().leave();
        arm();
    }

    /** Answers the texts of what was delivered, in order. */
    List<String> texts() {
        return deliveries.stream().map(Delivery::text).toList();
    }

    /** Answers the connections that got room again. */
    List<SimConnection> writable() {
        return writable;
    }

    /** Ends a verification that was held. */
    void verified(VerificationJob job) {
        begin().onVerified(job, job.verify());
        arm();
    }

    /** Hands over a frame at once, even on a connection that is closed: it may have been queued. */
    void receive(SimConnection connection, byte[] bytes) {
        ByteBuf frame = PooledByteBufAllocator.DEFAULT.heapBuffer(Math.max(1, bytes.length));
        try {
            onFrame(connection, frame.writeBytes(bytes));
        } finally {
            frame.release();
        }
    }

    @Override
    public void onFrame(SimConnection connection, ByteBuf frame) {
        begin().onFrame(connection, frame);
        arm();
    }

    @Override
    public void onClosed(SimConnection connection, CloseReason reason) {
        begin().onConnectionClosed(connection, reason);
        arm();
    }

    @Override
    public void onWritable(SimConnection connection) {
        writable.add(connection);
    }

    @Override
    public void dial(long operation, NodeId peer, Endpoint to, long timeoutNanos) {
        dials.add(new Dial(operation, peer, to, now()));
        overlay.dial(this, operation, peer, to, timeoutNanos);
    }

    @Override
    public void cancelDial(long operation) {
        cancelled.add(operation);
    }

    @Override
    public void resolve(long operation, HostPort address) {
        resolutions.add(address);
        overlay.time()
                .schedule(
                        () -> {
                            begin().onResolved(operation, overlay.resolve(address.host()));
                            arm();
                        },
                        0);
    }

    void dialed(long operation, SimConnection connection) {
        if (cancelled.contains(operation)) {
            connection.close(CloseReason.CANCELLED);
            dialFailed(operation, DialFailure.Reason.CANCELLED);
            return;
        }
        begin().onDialed(operation, connection);
        arm();
    }

    void dialFailed(long operation, DialFailure.Reason reason) {
        begin().onDialFailed(operation, new DialFailure(reason, "simulated: " + reason));
        arm();
    }

    @Override
    public boolean verify(VerificationJob job) {
        if (cryptoRoom == 0) {
            return false;
        }
        if (holdVerifications) {
            heldJobs.add(job);
        } else {
            overlay.time().schedule(() -> verified(job), 0);
        }
        return true;
    }

    @Override
    public DeliveryResult deliver(NodeId originator, boolean direct, byte[] payload) {
        if (deliveriesClosed) {
            return DeliveryResult.CLOSED;
        }
        if (deliveries.size() >= deliveryRoom) {
            return DeliveryResult.FULL;
        }
        deliveries.add(new Delivery(originator, direct, payload));
        return DeliveryResult.TAKEN;
    }

    @Override
    public void completed(long operation, long value) {
        completed.put(operation, value);
    }

    @Override
    public void failed(long operation, NodenetException cause) {
        failed.put(operation, cause);
    }

    @Override
    public void askPolicy(long operation, NodeId peer, boolean outbound) {
        Boolean answer = policy.admit(peer, outbound);
        if (answer != null) {
            overlay.time()
                    .schedule(
                            () -> {
                                begin().onPolicyAnswer(operation, answer);
                                arm();
                            },
                            policyDelayNanos);
        }
    }

    @Override
    public void event(NodeEvent event) {
        if (event instanceof NodeEvent.PeerConnected) {
            edgesUp++;
        } else if (event instanceof NodeEvent.PeerDisconnected down) {
            edgesDown.add(down.reason());
        } else if (event instanceof NodeEvent.PhaseChanged change) {
            phases.add(change.to());
        } else if (event instanceof NodeEvent.ReflexiveAddressChanged seen) {
            reflexive.add(seen.address());
        }
    }

    @Override
    public void left() {
        hasLeft = true;
    }

    /** Begins a turn of the core now. */
    NodeCore begin() {
        core.begin(now(), overlay.time().wallNanos());
        return core;
    }

    private void arm() {
        long deadline = core.nextDeadline();
        if (deadline < armedForNanos) {
            armedForNanos = deadline;
            overlay.time()
                    .schedule(
                            () -> {
                                if (armedForNanos == deadline) {
                                    armedForNanos = Long.MAX_VALUE;
                                    begin().onTimer();
                                    arm();
                                }
                            },
                            deadline - now());
        }
    }
}
