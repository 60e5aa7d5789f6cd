package io.nodenet.node.run;

import io.netty.buffer.ByteBuf;
import io.nodenet.BackpressureException;
import io.nodenet.NodeStateException;
import io.nodenet.NodenetException;
import io.nodenet.UnroutableException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.SendResult;
import io.nodenet.node.core.NodeCore;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.DeliveryResult;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportListener;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Drives the core on the loop of its transport: brings the inputs in with the time, carries the outputs out, keeps the timer armed.
 *
 * <p>Belongs to the loop, except where a method says otherwise.
 */
public final class NodeDriver implements TransportListener, DialOutput, CryptoOutput, ApplicationOutput {
    private final Transport transport;
    private final NodeLoop loop;
    private final NodeCore core;
    private final CryptoPool crypto;
    private final NameResolver resolver;
    private final Callbacks application;
    private final PendingOperations pending = new PendingOperations();
    private final Submissions submissions;
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private NodeLoop.@Nullable Timer timer;
    private long armedForNanos = Long.MAX_VALUE;
    private volatile boolean routable;
    private volatile boolean congested;
    private volatile boolean closing;

    public NodeDriver(
            Transport transport,
            CoreConfig config,
            Callbacks application,
            Submissions submissions,
            RandomGenerator random) {
        this.transport = transport;
        this.loop = transport.loop();
        this.application = application;
        this.submissions = submissions;
        this.crypto = new CryptoPool(config.self(), this::verified);
        this.resolver = new NameResolver(config.self());
        this.core = new NodeCore(config, this, this, this, random);
    }

    /** Answers the core, whose counters any thread may read; everything else belongs to the loop. */
    NodeCore core() {
        return core;
    }

    /** Tells whether a message could leave now. Any thread. */
    SendResult readiness() {
        if (!routable) {
            return SendResult.UNROUTABLE;
        }
        return congested ? SendResult.FULL : SendResult.ACCEPTED;
    }

    /** Brings a signed message to the loop; its budget was taken and is given back there. Any thread. */
    void originate(SignedMessage message) {
        loop.execute(() -> {
            submissions.release(message.payloadLength());
            originated(message);
            arm();
        });
    }

    private int originated(SignedMessage message) {
        int copies = core.originate(message, now());
        congested = copies == 0 && !core.edges().isEmpty();
        return copies;
    }

    /** Launches a message as an operation that ends with the number of copies. */
    void launch(long operation, SignedMessage message) {
        int copies = originated(message);
        if (copies > 0) {
            completed(operation, copies);
        } else if (congested) {
            failed(operation, new BackpressureException("No edge has room for the message; try again later"));
        } else {
            failed(operation, new UnroutableException("There is no edge to leave over"));
        }
    }

    /**
     * Brings an operation of the application to the loop, if the submission budget allows. Any thread.
     *
     * @param bytes what the operation costs
     * @param operation is given the number with which its end is reported
     */
    public CompletableFuture<Long> submit(int bytes, LongConsumer operation) {
        CompletableFuture<Long> result = new CompletableFuture<>();
        if (!submissions.tryAcquire(bytes)) {
            result.completeExceptionally(
                    new BackpressureException("The submission budget is used up; try again later"));
            return result;
        }
        loop.execute(() -> {
            submissions.release(bytes);
            operation.accept(pending.begin(result));
            arm();
        });
        if (closing) { // the loop may have dropped it: nobody else would end it
            result.completeExceptionally(closed());
        }
        return result;
    }

    /** Runs an input of the core on the loop. Any thread. */
    void onLoop(Runnable input) {
        loop.execute(() -> {
            input.run();
            arm();
        });
    }

    long now() {
        return loop.time().nanos();
    }

    /** Leaves the network; completes when that is done. Any thread. */
    CompletableFuture<Void> leave() {
        onLoop(() -> core.leave(now()));
        return left;
    }

    /** Ends the threads beside the loop and takes in their last results; the loop still runs. Any thread but the loop. */
    public void closePools() {
        resolver.close();
        crypto.close();
        closing = true; // before the last task, so that an operation is either submitted before it or sees this
        loop.execute(() -> pending.failAll(closed()));
    }

    private static NodeStateException closed() {
        return new NodeStateException("The node was closed before the operation ended");
    }

    @Override
    public void onFrame(Connection connection, ByteBuf frame) {
        core.onFrame(connection, frame, now(), loop.time().wallNanos());
        arm();
    }

    @Override
    public void onConnectionClosed(Connection connection, CloseReason reason) {
        core.onConnectionClosed(connection, reason, now());
        congested = false;
        arm();
    }

    @Override
    public void onWritable(Connection connection) {
        congested = false;
    }

    @Override
    public void onDialed(long operation, Connection connection) {
        core.onDialed(operation, connection, now());
        arm();
    }

    @Override
    public void onDialFailed(long operation, DialFailure failure) {
        core.onDialFailed(operation, failure, now());
        arm();
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
    public void resolve(long operation, HostPort address) {
        resolver.resolve(address, endpoints -> onLoop(() -> core.onResolved(operation, endpoints, now())));
    }

    @Override
    public boolean verify(VerificationJob job) {
        return crypto.verify(job);
    }

    private void verified(VerificationJob job, boolean good) {
        onLoop(() -> core.onVerified(job, good, now()));
    }

    @Override
    public DeliveryResult deliver(NodeId originator, boolean direct, byte[] payload) {
        return deliver(originator, direct ? MessagePath.DIRECT : MessagePath.ROUTED, payload);
    }

    /** Hands a message to the application. Any thread. */
    DeliveryResult deliver(NodeId originator, MessagePath path, byte[] payload) {
        Instant now = Instant.EPOCH.plusNanos(loop.time().wallNanos());
        return application.deliver(new InboundMessage(originator, path, now, payload));
    }

    @Override
    public void completed(long operation, long value) {
        pending.complete(operation, value);
    }

    @Override
    public void failed(long operation, NodenetException cause) {
        pending.fail(operation, cause);
    }

    @Override
    public void gate(long operation, NodeId peer, boolean outgoing) {
        application.gate(peer, outgoing, admitted -> onLoop(() -> core.onGate(operation, admitted, now())));
    }

    @Override
    public void edgeUp(Edge edge) {
        routable = true;
        congested = false;
        application.edgeUp(Snapshots.edge(edge, core.edges(), now()));
    }

    @Override
    public void edgeDown(NodeId peer, CloseReason reason) {
        routable = !core.edges().isEmpty();
        application.edgeDown(peer, reason);
    }

    @Override
    public void phase(ConnectivityPhase from, ConnectivityPhase to, int outgoingEdges) {
        application.phase(from, to, outgoingEdges);
    }

    @Override
    public void reflexive(ReflexiveAddress address) {
        application.reflexive(address);
    }

    @Override
    public void left() {
        left.complete(null);
    }

    /** Re-arms the timer only when the next deadline moved earlier. */
    private void arm() {
        long deadline = core.nextDeadline();
        if (deadline >= armedForNanos) {
            return;
        }
        NodeLoop.Timer before = timer;
        if (before != null) {
            before.cancel();
        }
        armedForNanos = deadline;
        timer = loop.schedule(this::onTimer, Math.max(0, deadline - now()));
    }

    private void onTimer() {
        armedForNanos = Long.MAX_VALUE;
        timer = null;
        core.onTimer(now());
        arm();
    }
}
