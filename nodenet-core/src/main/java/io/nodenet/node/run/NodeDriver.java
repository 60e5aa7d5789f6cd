package io.nodenet.node.run;

import io.nodenet.BackpressureException;
import io.nodenet.NodeStateException;
import io.nodenet.NodenetException;
import io.nodenet.UnroutableException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.Connected;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.InboundCall;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.SendResult;
import io.nodenet.node.core.NodeCore;
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
import io.nodenet.routed.Contact;
import io.nodenet.routed.SignedMessage;
import io.nodenet.transport.MediaConnection;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportListener;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Connects a core with its transport, the crypto pool and the application: carries its outputs out and brings their answers back.
 *
 * <p>Belongs to the loop, except where a method says otherwise.
 */
public final class NodeDriver implements DialOutput, CryptoOutput, ApplicationOutput {
    /** What an operation that leads to an edge costs of the submission budget: a rendezvous, and requests for a punch. */
    private static final int CANCELLABLE_BYTES = 2_048;

    private final Transport transport;
    private final NodeLoop loop;
    private final NodeCore core;
    private final CoreLoop coreLoop;
    private final CryptoPool crypto;
    private final NameResolver resolver;
    private final Callbacks callbacks;
    private final PendingOperations pending = new PendingOperations();
    private final Submissions submissions;
    private final SubmissionQueue submitted;
    private final WaitingMessages waiting;
    private final Refusals refusals;
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private volatile boolean routable;
    private volatile boolean congested;
    private volatile boolean closing;

    public NodeDriver(
            Transport transport,
            CoreConfig config,
            Callbacks callbacks,
            Submissions submissions,
            Counts counts,
            OwnKeys keys,
            SplittableRandom random) {
        this.transport = transport;
        this.loop = transport.loop();
        this.callbacks = callbacks;
        this.submissions = submissions;
        this.submitted = new SubmissionQueue(loop);
        this.crypto = new CryptoPool(config.self(), this::verified, this::checked, keys, this::signed);
        this.resolver = new NameResolver(config.self());
        this.core = new NodeCore(config, counts, this, this, this, random, new SecureRandom()::nextLong);
        this.waiting = new WaitingMessages(loop, submissions, counts);
        this.coreLoop = new CoreLoop(loop, core, connection -> onRoom());
        callbacks
                .deliveries()
                .onDisplaced(() -> coreLoop.execute(node -> counts.drop(DropReason.PENDING_MESSAGES_FULL)));
        this.refusals = new Refusals(loop, submissions, peer -> coreLoop.input(node -> node.onDirectRefused(peer)));
    }

    /** Returns the core, whose counters any thread may read; everything else belongs to the loop. */
    NodeCore core() {
        return core;
    }

    /** Returns whether a message could leave now. Any thread. */
    SendResult readiness() {
        if (!routable) {
            return SendResult.UNROUTABLE;
        }
        return congested ? SendResult.FULL : SendResult.ACCEPTED;
    }

    /** Sets what is told once the core or its loop cannot be relied on any more; before the start. Called on any thread. */
    void onFailure(Consumer<Throwable> listener) {
        coreLoop.onFailure(listener);
        loop.onFailure(listener);
    }

    /** Returns what the transport tells about its connections. */
    TransportListener listener() {
        return coreLoop;
    }

    /**
     * Starts the core. Any thread.
     *
     * @param remembered the contacts that an earlier node has kept
     * @param localEndpoints lists the addresses of the node itself; asked now, and on the loop whenever they have changed
     */
    void start(List<AnchorEntry> anchors, List<Contact> remembered, Supplier<List<Endpoint>> localEndpoints) {
        coreLoop.execute(node -> {
            coreLoop.localEndpoints(localEndpoints);
            anchors.forEach(node::addAnchor);
            node.remember(remembered);
            node.start(localEndpoints.get());
        });
    }

    /** Adds anchors, of which there are not too many. Any thread. */
    void addAnchors(List<AnchorEntry> anchors) {
        coreLoop.execute(node -> anchors.forEach(node::addAnchor));
    }

    /** Takes that the network of this host has changed. Any thread. */
    void networkChanged() {
        coreLoop.execute(NodeCore::onNetworkChange);
    }

    /** Keeps the edge to a peer, of which there are not too many. Any thread, also before the start. */
    void keep(NodeId peer) {
        coreLoop.execute(node -> node.keep(peer));
    }

    /** Keeps the edge to a peer no longer. Any thread, also before the start. */
    void stopKeeping(NodeId peer) {
        coreLoop.execute(node -> node.stopKeeping(peer));
    }

    /** Brings a signed message to the loop; its budget was taken and is given back there. Any thread. */
    void originate(SignedMessage message) {
        submitted.add(() -> coreLoop.input(node -> waiting.send(message.payloadLength(), new Routed(message, 0))));
    }

    /** Sends a routed message as an operation that ends with the number of copies, if the submission budget allows. Any thread. */
    CompletableFuture<Object> originateReporting(SignedMessage message) {
        return begin(
                message.payloadLength(),
                operation -> waiting.send(message.payloadLength(), new Routed(message, operation)));
    }

    /**
     * Sends bytes over the edge to a peer, as an operation that ends with their number, if the submission budget allows. They keep their part
     * of it until they leave. Any thread.
     */
    CompletableFuture<Object> sendDirect(NodeId peer, byte[] payload, ConnectOptions options) {
        if (!submissions.tryAcquire(payload.length)) {
            refusals.add(peer);
            return CompletableFuture.failedFuture(budgetUsedUp());
        }
        return begin(
                result -> pending.begin(result, () -> submissions.release(payload.length)),
                operation -> core.sendDirect(
                        operation,
                        peer,
                        payload,
                        new Paths(options.paths(), options.volunteers()),
                        options.timeout().toNanos()));
    }

    /** A routed message of an operation, 0 if nobody waits for its end. */
    private final class Routed implements WaitingMessages.Message {
        private final SignedMessage message;
        private final long operation;

        Routed(SignedMessage message, long operation) {
            this.message = message;
            this.operation = operation;
        }

        @Override
        public boolean leave() {
            int copies = core.tryOriginate(message);
            congested = copies == Originator.NO_ROOM;
            if (copies > 0) {
                completed(operation, copies);
            } else if (copies == 0) {
                failed(operation, new UnroutableException("There is no edge to leave over"));
            }
            return !congested;
        }

        @Override
        public void giveUp() {
            failed(operation, new BackpressureException("No edge has room for the message; try again later"));
        }
    }

    /** A connection has room again, or has ended. */
    private void onRoom() {
        congested = false; // the first message that finds no room says so again
        coreLoop.input(node -> waiting.sendAll());
    }

    /**
     * Brings an operation of the application to the loop, if the submission budget allows. Any thread.
     *
     * @param bytes what the operation costs
     * @param operation is given the number with which its end is reported
     * @return completes with what the operation ends with: a {@link Long}, unless its method in the core says otherwise
     */
    public CompletableFuture<Object> submit(int bytes, LongConsumer operation) {
        return begin(bytes, number -> {
            submissions.release(bytes);
            operation.accept(number);
        });
    }

    /**
     * Brings an operation of the application to the loop as {@link #submit} does, which ends when the caller cancels the future. Any thread.
     *
     * @param cancel ends the operation of a number, which the core tells nobody
     * @param letGo is given what the operation has ended with nevertheless
     */
    <T> CompletableFuture<T> submitCancellable(
            Class<T> type, LongConsumer operation, ObjLongConsumer<NodeCore> cancel, Consumer<? super T> letGo) {
        AtomicLong number = new AtomicLong(); // set once the operation has been taken up
        CompletableFuture<Object> ended = submit(CANCELLABLE_BYTES, taken -> {
            number.set(taken);
            operation.accept(taken);
        });
        CompletableFuture<T> result = ended.thenApply(type::cast);
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                ended.thenAccept(late -> letGo.accept(type.cast(late)));
                submitted.add(() -> coreLoop.input(node -> {
                    cancel.accept(node, number.get());
                    pending.forget(number.get());
                }));
            }
        });
        return result;
    }

    /** Brings an operation to the loop as {@link #submit} does; it gives its budget back itself. */
    private CompletableFuture<Object> begin(int bytes, LongConsumer operation) {
        return submissions.tryAcquire(bytes)
                ? begin(pending::begin, operation)
                : CompletableFuture.failedFuture(budgetUsedUp());
    }

    /** Brings an operation, whose budget has been taken, to the loop, where it gets its number. */
    private CompletableFuture<Object> begin(ToLongFunction<CompletableFuture<Object>> number, LongConsumer operation) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        submitted.add(() -> coreLoop.input(node -> operation.accept(number.applyAsLong(result))));
        if (closing) { // the loop may have dropped it: nobody else would end it
            result.completeExceptionally(closed());
        }
        return result;
    }

    private static BackpressureException budgetUsedUp() {
        return new BackpressureException("The submission budget is used up; try again later");
    }

    /** Leaves the network behind what was submitted before; completes when that is done. Any thread. */
    CompletableFuture<Void> leave() {
        submitted.add(() -> coreLoop.input(NodeCore::leave));
        return left;
    }

    /** Ends the threads beside the loop and takes in their last results; the loop still runs. Any thread but the loop. */
    public void closePools() {
        resolver.close();
        crypto.close();
        closing = true; // before the last task, so that an operation is either submitted before it or sees this
        loop.execute(() -> {
            submitted.takeUpAll();
            waiting.abandon();
            pending.failAll(closed());
        });
    }

    /** Ends the operations that the loop did not end; only once it has ended. */
    void failRest() {
        pending.failAll(closed());
    }

    private static NodeStateException closed() {
        return new NodeStateException("The node was closed before the operation ended");
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
    public void called(long operation, MediaConnection session, PathKind path) {
        pending.complete(operation, session.handOver(callbacks.calls().executor(), path));
    }

    @Override
    public boolean offered(MediaConnection session, PathKind path) {
        CallDesk.Waiting call = callbacks.calls().offer(session, path);
        if (call != null) {
            loop.schedule(
                    () -> {
                        if (call.expire()) {
                            core.drops().increment(DropReason.MEDIA_UNCLAIMED);
                        }
                    },
                    InboundCall.PATIENCE.toNanos());
        }
        return call != null;
    }

    @Override
    public void resolve(long operation, HostPort address) {
        resolver.resolve(address, endpoints -> coreLoop.execute(node -> node.onResolved(operation, endpoints)));
    }

    @Override
    public boolean verify(VerificationJob job) {
        return crypto.verify(job);
    }

    @Override
    public boolean sign(SigningJob job) {
        return crypto.sign(job);
    }

    @Override
    public boolean check(CheckJob job) {
        return crypto.check(job);
    }

    private void checked(CheckJob job, boolean good) {
        coreLoop.execute(node -> node.onChecked(job, good));
    }

    private void signed(SigningJob job, SignedMessage message) {
        coreLoop.execute(node -> node.onSigned(job, message));
    }

    private void verified(VerificationJob job, boolean good) {
        coreLoop.execute(node -> node.onVerified(job, good));
    }

    @Override
    public DeliveryResult deliver(NodeId originator, boolean direct, byte[] payload) {
        return deliver(originator, direct ? MessagePath.DIRECT : MessagePath.ROUTED, payload);
    }

    @Override
    public DeliveryResult deliverSealed(NodeId sender, byte[] content) {
        return deliver(sender, MessagePath.SEALED, content);
    }

    /** Hands a message to the application. Any thread. */
    DeliveryResult deliver(NodeId originator, MessagePath path, byte[] payload) {
        Instant now = Instant.EPOCH.plusNanos(loop.time().wallNanos());
        return callbacks.deliveries().offer(new InboundMessage(originator, path, now, payload));
    }

    @Override
    public void completed(long operation, long value) {
        pending.complete(operation, value);
    }

    @Override
    public void introduced(long operation, PeerIntroduction introduction) {
        pending.complete(operation, introduction);
    }

    @Override
    public void connected(long operation, Connected connected) {
        pending.complete(operation, connected);
    }

    @Override
    public void failed(long operation, NodenetException cause) {
        pending.fail(operation, cause);
    }

    @Override
    public void askPolicy(long operation, Policy policy, NodeId peer, boolean outbound) {
        callbacks.ask(
                policy, peer, outbound, admitted -> coreLoop.execute(node -> node.onPolicyAnswer(operation, admitted)));
    }

    @Override
    public void event(NodeEvent event) {
        if (event instanceof NodeEvent.PeerConnected || event instanceof NodeEvent.PathChanged) {
            loop.execute(this::onRoom);
        }
        routable = !core.edges().isEmpty();
        callbacks.event(event);
    }

    @Override
    public void left() {
        left.complete(null);
    }
}
