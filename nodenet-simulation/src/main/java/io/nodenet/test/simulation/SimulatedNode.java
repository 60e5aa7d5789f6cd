package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.nodenet.NodenetException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.Connected;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.core.NodeCore;
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
import io.nodenet.node.run.CoreLoop;
import io.nodenet.routed.Contact;
import io.nodenet.routed.SignedMessage;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.MediaConnection;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.memory.MemoryTransport;
import io.nodenet.wire.FrameType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A whole node in a {@link SimulatedOverlay}: the core of production on a memory transport, its signatures verified in an event of their
 * own. Belongs to the thread that lets time pass.
 */
public final class SimulatedNode {
    /** The most messages that a node keeps for the test; more are dropped and counted, as by an application that is full. */
    public static final int MAX_DELIVERIES = 10_000;

    /** The most sessions of peers that a node takes, those included that have ended; more are refused. */
    public static final int MAX_CALLS = 1_000;

    /** The most bytes of messages that a node keeps for the test: 16 MiB. */
    public static final int MAX_DELIVERED_BYTES = 16 << 20;

    private final SimulatedOverlay overlay;
    private final Identity identity;
    private final NodeSigner signer;
    private final MemoryTransport transport;
    private final NodeCore core;
    private final CoreLoop loop;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final OperationLedger operations = new OperationLedger();
    private final SimulatedCalls calls = new SimulatedCalls();
    private Conduct conduct = Conduct.HONEST;
    private int deliveredBytes;
    private boolean deployed;
    private boolean left;
    private boolean alive = true;

    /**
     * A message that reached the application.
     *
     * @param originator who sent it
     * @param direct whether it came over an edge with its originator
     * @param payload its bytes
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Delivery(NodeId originator, boolean direct, byte[] payload) {
        /** Returns the bytes read as UTF-8. */
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    SimulatedNode(
            SimulatedOverlay overlay,
            Identity identity,
            MemoryTransport transport,
            CoreConfig config,
            RandomGenerator random,
            List<AnchorEntry> anchors,
            List<Contact> remembered) {
        this.overlay = overlay;
        this.identity = identity;
        this.signer = new NodeSigner(
                identity, overlay.trustsSignatures(), transport.loop().time());
        this.transport = transport;
        Ports ports = new Ports();
        this.core = new NodeCore(config, new Counts(), ports, ports, ports, random, random::nextLong);
        this.loop = new CoreLoop(transport.loop(), core, connection -> {});
        transport.start(ports);
        input(node -> {
            anchors.forEach(node::addAnchor);
            node.remember(remembered);
            node.start(transport.localEndpoints());
        });
    }

    /** Has the edges looked after as deployed nodes do; the core must not do it itself. */
    void followDeployedPolicy(RandomGenerator random) {
        deployed = true;
        new DeployedPolicy(this, random).start();
    }

    /** Has the node misbehave; before its first connection. */
    void misbehave(Misbehavior how) {
        conduct = how;
    }

    /** Returns whether the node does what its core says. */
    public boolean isHonest() {
        return conduct.equals(Conduct.HONEST);
    }

    public NodeId id() {
        return identity.nodeId();
    }

    /** Returns the entry with which others take this node as an anchor. */
    public AnchorEntry entry() {
        return AnchorEntry.parse(id() + "@" + transport.boundEndpoint().text());
    }

    /** Returns the core, whose state may be looked at. */
    public NodeCore core() {
        return core;
    }

    /** Returns the host that the node runs on. */
    public MemoryTransport transport() {
        return transport;
    }

    /** Returns whether the node runs: it was neither killed nor has it left. */
    public boolean isAlive() {
        return alive;
    }

    /** Sends a routed message; returns how many copies left. */
    public int send(NodeId target, byte[] payload) {
        int[] copies = new int[1];
        SignedMessage message = signer.sign(FrameType.ROUTE, target, payload.clone());
        input(node -> copies[0] = node.originate(message));
        return copies[0];
    }

    /** Sends a routed message; returns how many copies left. */
    public int send(NodeId target, String text) {
        return send(target, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes over the edge to a peer, which is connected to first if there is none, within {@link ConnectOptions#DEFAULT}. */
    public void sendDirect(NodeId peer, byte[] payload) {
        ConnectOptions options = ConnectOptions.DEFAULT;
        input(node -> node.sendDirect(
                operations.begin("direct"),
                peer,
                payload.clone(),
                Paths.ANY,
                options.timeout().toNanos()));
    }

    /**
     * Opens a media session to a peer, which is connected to first if there is no edge, within {@link ConnectOptions#DEFAULT}. The future completes in
     * an event of the simulation; what listens to the session is called there, too.
     */
    public CompletableFuture<MediaSession> call(NodeId peer) {
        ConnectOptions options = ConnectOptions.DEFAULT;
        long operation = operations.begin("call");
        CompletableFuture<MediaSession> called = calls.begin(operation);
        input(node ->
                node.calls().call(operation, peer, Paths.ANY, options.timeout().toNanos()));
        return called;
    }

    /** Takes the calls of peers from now on, or again none, which is how it begins. */
    public void acceptCalls(boolean accepted) {
        calls.accept(accepted);
    }

    /** Returns the sessions of peers that were taken, in order, those included that have ended. */
    public List<MediaSession> calls() {
        return calls.taken();
    }

    /** Pings a neighbour. */
    public void ping(NodeId peer) {
        input(node -> node.ping(operations.begin("ping"), peer));
    }

    /** Closes the edge to a neighbour. */
    public void drop(NodeId peer) {
        input(node -> node.drop(operations.begin("drop"), peer));
    }

    /** Takes another node as an anchor. */
    public void addAnchor(SimulatedNode anchor) {
        addAnchor(anchor.entry());
    }

    /** Takes a node outside of the overlay as an anchor. */
    public void addAnchor(AnchorEntry anchor) {
        input(node -> node.addAnchor(anchor));
    }

    /** Leaves the network and closes the transport half a second later at the latest. */
    public void leave() {
        input(NodeCore::leave);
    }

    /** Ends without a word. */
    public void kill() {
        alive = false;
        overlay.network().kill(id());
    }

    /** Returns the messages that reached the application, in order. */
    public List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** Returns the texts of the messages that reached the application, in order. */
    public List<String> texts() {
        return deliveries.stream().map(Delivery::text).toList();
    }

    /** Forgets the messages that reached the application. */
    public void clearDeliveries() {
        deliveries.clear();
        deliveredBytes = 0;
    }

    /** Returns the operations that have not ended, by number. */
    public Map<Long, String> openOperations() {
        return operations.open();
    }

    /** Returns whether there is an edge to another node. */
    public boolean hasEdgeTo(SimulatedNode other) {
        return hasEdgeTo(other.id());
    }

    /** Returns whether there is an edge to a NodeID. */
    public boolean hasEdgeTo(NodeId peer) {
        return core.edges().get(peer) != null;
    }

    @Override
    public String toString() {
        return id().shortText() + "@" + transport.boundEndpoint().text();
    }

    NodeSigner signer() {
        return signer;
    }

    private void end(long operation) {
        try {
            operations.end(operation);
        } catch (AssertionError e) {
            throw overlay.violation(this + ": " + e.getMessage());
        }
    }

    void input(Consumer<NodeCore> input) {
        whileAlive(() -> loop.input(input));
    }

    private void whileAlive(Runnable input) {
        if (alive) {
            if (deployed) {
                DeployedPolicy.forgetLeaves(core);
            }
            input.run();
            overlay.touched(this);
        }
    }

    /** Carries inputs into the core and its outputs out. */
    private final class Ports implements TransportListener, DialOutput, CryptoOutput, ApplicationOutput {
        @Override
        public void onFrame(Connection connection, ByteBuf frame) {
            overlay.received(SimulatedNode.this, connection, frame);
            conduct.received(frame);
            whileAlive(() -> loop.onFrame(conduct.shown(connection), frame));
        }

        @Override
        public void onConnectionClosed(Connection connection, CloseReason reason) {
            whileAlive(() -> loop.onConnectionClosed(conduct.shown(connection), reason));
            conduct.ended(connection);
        }

        @Override
        public void onWritable(Connection connection) {
            loop.onWritable(conduct.shown(connection));
        }

        @Override
        public void onDialed(long operation, Connection connection) {
            whileAlive(() -> loop.onDialed(operation, conduct.shown(connection)));
        }

        @Override
        public void onDialFailed(long operation, DialFailure failure) {
            whileAlive(() -> loop.onDialFailed(operation, failure));
        }

        @Override
        public void onMedia(MediaConnection session) {
            whileAlive(() -> loop.onMedia(session));
        }

        @Override
        public void onMediaReady(MediaConnection session) {
            whileAlive(() -> loop.onMediaReady(session));
        }

        @Override
        public void onMediaOpened(long operation, MediaConnection session) {
            whileAlive(() -> loop.onMediaOpened(operation, session));
        }

        @Override
        public void onMediaFailed(long operation, DialFailure failure) {
            whileAlive(() -> loop.onMediaFailed(operation, failure));
        }

        @Override
        public void onMediaClosed(MediaConnection session, MediaCloseReason reason) {
            whileAlive(() -> loop.onMediaClosed(session, reason));
        }

        @Override
        public boolean hasMedia() {
            return transport.hasMedia();
        }

        @Override
        public void openMedia(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
            transport.openMedia(operation, peer, endpoint, timeoutNanos);
        }

        @Override
        public void cancelMedia(long operation) {
            transport.cancelMedia(operation);
        }

        @Override
        public void dial(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
            transport.dial(operation, peer, endpoint, timeoutNanos);
        }

        @Override
        public void cancelDial(long operation) {
            transport.cancelDial(operation);
        }

        @Override
        public void punch(Endpoint target) {
            transport.punch(target);
        }

        @Override
        public void openRelay(long session, Endpoint caller, Endpoint callee) {
            transport.openRelay(session, caller, callee);
        }

        @Override
        public void closeRelay(long session) {
            transport.closeRelay(session);
        }

        @Override
        public void resolve(long operation, HostPort address) {
            transport.loop().execute(() -> input(node -> node.onResolved(operation, List.of())));
        }

        @Override
        public boolean verify(VerificationJob job) {
            transport
                    .loop()
                    .schedule(
                            () -> input(node -> node.onVerified(job, overlay.verify(job))),
                            overlay.verificationNanos());
            return true;
        }

        @Override
        public boolean sign(SigningJob job) {
            transport
                    .loop()
                    .schedule(() -> input(node -> node.onSigned(job, signer.sign(job))), overlay.verificationNanos());
            return true;
        }

        @Override
        public boolean check(CheckJob job) {
            transport
                    .loop()
                    .schedule(
                            () -> input(node -> node.onChecked(job, overlay.check(job))), overlay.verificationNanos());
            return true;
        }

        @Override
        public DeliveryResult deliver(NodeId originator, boolean direct, byte[] payload) {
            if (deliveries.size() == MAX_DELIVERIES || payload.length > MAX_DELIVERED_BYTES - deliveredBytes) {
                return DeliveryResult.FULL;
            }
            deliveredBytes += payload.length;
            Delivery delivery = new Delivery(originator, direct, payload);
            deliveries.add(delivery);
            overlay.delivered(SimulatedNode.this, delivery);
            return DeliveryResult.TAKEN;
        }

        /** Takes it for a routed message: boxes are not opened here. */
        @Override
        public DeliveryResult deliverSealed(NodeId sender, byte[] content) {
            return deliver(sender, false, content);
        }

        @Override
        public void completed(long operation, long value) {
            end(operation);
        }

        @Override
        public void introduced(long operation, PeerIntroduction introduction) {
            end(operation);
        }

        @Override
        public void connected(long operation, Connected connected) {
            end(operation);
        }

        @Override
        public void called(long operation, MediaConnection session, PathKind path) {
            end(operation);
            calls.opened(operation, session, path);
        }

        @Override
        public boolean offered(MediaConnection session, PathKind path) {
            return calls.take(session, path);
        }

        @Override
        public void failed(long operation, NodenetException cause) {
            end(operation);
            calls.failed(operation, cause);
        }

        @Override
        public void askPolicy(long operation, Policy policy, NodeId peer, boolean outbound) {
            transport
                    .loop()
                    .execute(() -> input(node -> node.onPolicyAnswer(
                            operation,
                            policy == Policy.MEDIA_CONSENT ? calls.isAccepting() : overlay.admits(id(), peer))));
        }

        @Override
        public void event(NodeEvent event) {
            overlay.happened(SimulatedNode.this, event);
        }

        @Override
        public void left() {
            if (left) {
                throw overlay.violation(SimulatedNode.this + " left twice");
            }
            left = true;
            transport.loop().execute(() -> {
                alive = false;
                transport.close();
            });
        }
    }
}
