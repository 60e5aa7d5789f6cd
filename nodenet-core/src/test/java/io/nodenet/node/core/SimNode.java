package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.nodenet.NodenetException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.Connected;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.fact.Volunteers;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CheckJob;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.DeliveryResult;
import io.nodenet.node.core.port.Paths;
import io.nodenet.node.core.port.Policy;
import io.nodenet.node.core.port.SigningJob;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.upkeep.AnchorResult;
import io.nodenet.node.run.CoreLoop;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.memory.MemoryTransport;
import io.nodenet.wire.FrameType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A core on a host of an {@link Overlay}: real signatures, verified in a later event; everything it says is recorded. */
final class SimNode extends CallingHost implements CryptoOutput {
    private static final int MARGIN = 3;

    /** How a policy answers. */
    interface Verdict {
        /** Returns true, false, or null for never. */
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

    /** A punch that was sent. */
    record Punch(Endpoint target, long atNanos) {}

    /** A relay session that was asked for. */
    record Relay(long session, Endpoint caller, Endpoint callee) {}

    private final Overlay overlay;
    private final Identity identity;
    private final NodeCore core;
    private final SteppedLoop clock;
    private final CoreLoop loop;
    private final List<Connection> writable = new ArrayList<>();
    private long lastSentNanos = Long.MIN_VALUE;
    private long operations;

    /** What the core draws its nonces from. */
    LongSupplier nonces;

    /** Whether messages that are signed at one instant carry the same time, as those of the deployed nodes do. */
    boolean sameTimes;

    final List<Delivery> deliveries = new ArrayList<>();
    final List<Dial> dials = new ArrayList<>();
    final List<Punch> punches = new ArrayList<>();
    final List<Relay> relays = new ArrayList<>();
    final List<Long> closedRelays = new ArrayList<>();
    final List<HostPort> resolutions = new ArrayList<>();
    final List<NodeEvent> events = new ArrayList<>();
    final List<VerificationJob> heldJobs = new ArrayList<>();
    final Map<Long, Long> completed = new HashMap<>();
    /** How each message came, in order. */
    final List<String> order = new ArrayList<>();

    final List<Delivery> sealed = new ArrayList<>();
    final List<CheckJob> heldChecks = new ArrayList<>();
    final Map<Long, PeerIntroduction> introductions = new LinkedHashMap<>();
    final Map<Long, Connected> connected = new LinkedHashMap<>();
    final Map<Long, NodenetException> failed = new HashMap<>();
    int deliveryRoom = Integer.MAX_VALUE;
    boolean deliveriesClosed;
    int cryptoRoom = Integer.MAX_VALUE;
    boolean holdChecks;
    boolean holdVerifications;
    boolean holdRelays;
    boolean hasLeft;
    boolean opensOnlyOnRequest; // as nodes of the deployed network: loses what it punches before it answers a hello
    Verdict policy = (peer, outbound) -> true;
    Verdict disclosure = (peer, outbound) -> true;
    Verdict consent = (peer, outbound) -> true;
    long policyDelayNanos;

    Predicate<ByteBuf> loses = frame -> false; // which frames are kept from the core, as if lost on the way

    /** Done before the core is given a frame. */
    Consumer<Connection> beforeFrame = connection -> {};

    SimNode(Overlay overlay, Identity identity, MemoryTransport transport, CoreConfig config) {
        super(transport);
        this.overlay = overlay;
        this.identity = identity;
        this.nonces = overlay.random()::nextLong;
        this.core = new NodeCore(
                config, new Counts(), this, this, this, overlay.random().split(), () -> nonces.getAsLong());
        this.clock = new SteppedLoop(transport.loop());
        this.loop = new CoreLoop(clock, core, connection -> {});
    }

    @Override
    CoreLoop loop() {
        return loop;
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

    Identity identity() {
        return identity;
    }

    long now() {
        return overlay.time().nanos();
    }

    /** Sets the wall clock of this node forward, or back by a negative duration. */
    void stepWallClock(Duration by) {
        clock.step(by);
    }

    void start() {
        start(endpoint());
    }

    void start(Endpoint local) {
        loop.input(node -> node.start(List.of(local)));
    }

    /** Does something to the core as an input of its own. */
    void input(Consumer<NodeCore> input) {
        loop.input(input);
    }

    AnchorResult addAnchor(Host peer) {
        return addAnchor(peer.id() + "@" + peer.endpoint().text());
    }

    AnchorResult addAnchor(String entry) {
        return ask(node -> node.addAnchor(AnchorEntry.parse(entry)));
    }

    /** Sends as a node does: the signed time is one that no other message of this node has. */
    int send(NodeId target, String text) {
        return send(target, text.getBytes(StandardCharsets.UTF_8));
    }

    int send(NodeId target, byte[] payload) {
        return originate(RoutedSigning.sign(identity, FrameType.ROUTE, target, nextSentNanos(), payload));
    }

    /** Launches a message; returns how many copies left. */
    int originate(SignedMessage message) {
        return ask(node -> node.originate(message));
    }

    /** Begins to call a peer; returns the number of the operation. */
    long call(NodeId peer, Duration timeout) {
        long operation = ++operations;
        loop.input(node -> node.calls().call(operation, peer, Paths.ANY, timeout.toNanos()));
        return operation;
    }

    /** Starts to ping a neighbour; returns the number of the operation. */
    long ping(NodeId peer) {
        loop.input(node -> node.ping(++operations, peer));
        return operations;
    }

    /** Starts a rendezvous; returns the number of the operation. */
    long rendezvous(NodeId peer, Duration timeout) {
        loop.input(node -> node.rendezvous(++operations, peer, timeout.toNanos()));
        return operations;
    }

    /** Starts to connect to a peer; returns the number of the operation. */
    long connect(NodeId peer, Set<PathKind> paths, Duration timeout) {
        return connect(peer, paths, Volunteers.ANY, timeout);
    }

    /** Starts to connect to a peer as {@link #connect(NodeId, Set, Duration)} does, with a choice of who may relay. */
    long connect(NodeId peer, Set<PathKind> paths, Volunteers volunteers, Duration timeout) {
        loop.input(node -> node.connect(++operations, peer, new Paths(paths, volunteers), timeout.toNanos()));
        return operations;
    }

    /** Starts to send a sealed message; returns the number of the operation. */
    long sendSealed(NodeId peer, byte[] content) {
        loop.input(node -> node.sendSealed(
                ++operations, peer, content, Duration.ofSeconds(10).toNanos()));
        return operations;
    }

    /** Sends a direct message, for which any path will do within 20 seconds; returns the number of the operation. */
    long sendDirect(NodeId peer, byte[] payload) {
        return sendDirect(peer, payload, EnumSet.allOf(PathKind.class), Duration.ofSeconds(20));
    }

    long sendDirect(NodeId peer, byte[] payload, Set<PathKind> paths, Duration timeout) {
        loop.input(node -> node.sendDirect(++operations, peer, payload, Paths.of(paths), timeout.toNanos()));
        return operations;
    }

    long drop(NodeId peer) {
        loop.input(node -> node.drop(++operations, peer));
        return operations;
    }

    void leave() {
        loop.input(NodeCore::leave);
    }

    private <T> T ask(Function<NodeCore, T> question) {
        List<T> answer = new ArrayList<>();
        loop.input(node -> answer.add(question.apply(node)));
        return answer.get(0);
    }

    /** Returns the texts of what was delivered, in order. */
    List<String> texts() {
        return deliveries.stream().map(Delivery::text).toList();
    }

    /** Returns the connections that got room again. */
    List<Connection> writable() {
        return writable;
    }

    /** Ends a verification that was held. */
    void verified(VerificationJob job) {
        loop.input(node -> node.onVerified(job, job.verify()));
    }

    /** Takes a frame in a buffer with an offset of its own, to catch whoever forgets that. */
    @Override
    void hear(Connection connection, ByteBuf frame) {
        if (loses.test(frame)) {
            return;
        }
        beforeFrame.accept(connection);
        ByteBuf copy = PooledByteBufAllocator.DEFAULT.heapBuffer(MARGIN + frame.readableBytes());
        try {
            loop.onFrame(
                    connection,
                    copy.writeZero(MARGIN)
                            .skipBytes(MARGIN)
                            .writeBytes(frame, frame.readerIndex(), frame.readableBytes()));
        } finally {
            copy.release();
        }
    }

    @Override
    public void onConnectionClosed(Connection connection, CloseReason reason) {
        super.onConnectionClosed(connection, reason);
        loop.onConnectionClosed(connection, reason);
    }

    @Override
    void answered(long operation, Connection connection) {
        loop.onDialed(operation, connection);
    }

    @Override
    void unanswered(long operation, DialFailure failure) {
        loop.onDialFailed(operation, failure);
    }

    @Override
    public void onRelayOpened(long session, Endpoint callerSide, Endpoint calleeSide) {
        loop.onRelayOpened(session, callerSide, calleeSide);
    }

    @Override
    public void onRelayRefused(long session, String reason) {
        loop.onRelayRefused(session, reason);
    }

    @Override
    public void onRelayClosed(long session) {
        loop.onRelayClosed(session);
    }

    @Override
    public void onWritable(Connection connection) {
        writable.add(connection);
        loop.onWritable(connection);
    }

    @Override
    public void dial(long operation, NodeId peer, Endpoint to, long timeoutNanos) {
        dials.add(new Dial(operation, peer, to, now()));
        transport().dial(operation, peer, to, timeoutNanos);
    }

    @Override
    public void cancelDial(long operation) {
        transport().cancelDial(operation);
    }

    @Override
    public void punch(Endpoint target) {
        punches.add(new Punch(target, now()));
        if (!opensOnlyOnRequest || count(NodeCounter.HELLOS_ANSWERED) > 0) {
            transport().punch(target);
        }
    }

    @Override
    public void openRelay(long session, Endpoint caller, Endpoint callee) {
        relays.add(new Relay(session, caller, callee));
        if (!holdRelays) {
            transport().openRelay(session, caller, callee);
        }
    }

    @Override
    public void closeRelay(long session) {
        closedRelays.add(session);
        transport().closeRelay(session);
    }

    @Override
    public void resolve(long operation, HostPort address) {
        resolutions.add(address);
        loop.execute(node -> node.onResolved(operation, overlay.resolve(address.host())));
    }

    @Override
    public boolean verify(VerificationJob job) {
        if (cryptoRoom == 0) {
            return false;
        }
        if (holdVerifications) {
            heldJobs.add(job);
        } else {
            loop.execute(node -> {
                boolean good = job.verify();
                if (good) {
                    job.open(identity, transport().loop().time().wallNanos());
                }
                node.onVerified(job, good);
            });
        }
        return true;
    }

    @Override
    public boolean check(CheckJob job) {
        if (cryptoRoom == 0) {
            return false;
        }
        if (holdChecks) {
            heldChecks.add(job);
        } else {
            loop.execute(node -> node.onChecked(job, job.check()));
        }
        return true;
    }

    @Override
    public boolean sign(SigningJob job) {
        if (cryptoRoom == 0) {
            return false;
        }
        loop.execute(node -> node.onSigned(job, job.sign(identity, nextSentNanos())));
        return true;
    }

    private long nextSentNanos() {
        long wallNanos = overlay.time().wallNanos();
        lastSentNanos = sameTimes ? wallNanos : Math.max(wallNanos, lastSentNanos + 1);
        return lastSentNanos;
    }

    @Override
    public DeliveryResult deliver(NodeId originator, boolean direct, byte[] payload) {
        if (deliveriesClosed) {
            return DeliveryResult.CLOSED;
        }
        if (deliveries.size() >= deliveryRoom) {
            return DeliveryResult.FULL;
        }
        order.add(direct ? "direct" : "routed");
        deliveries.add(new Delivery(originator, direct, payload));
        return DeliveryResult.TAKEN;
    }

    @Override
    public DeliveryResult deliverSealed(NodeId sender, byte[] content) {
        order.add("sealed");
        sealed.add(new Delivery(sender, false, content));
        return DeliveryResult.TAKEN;
    }

    @Override
    public void completed(long operation, long value) {
        completed.put(operation, value);
    }

    @Override
    public void introduced(long operation, PeerIntroduction introduction) {
        introductions.put(operation, introduction);
    }

    @Override
    public void connected(long operation, Connected edge) {
        connected.put(operation, edge);
    }

    @Override
    public void failed(long operation, NodenetException cause) {
        failed.put(operation, cause);
    }

    @Override
    public void askPolicy(long operation, Policy asked, NodeId peer, boolean outbound) {
        Verdict verdict =
                switch (asked) {
                    case EDGE_ADMISSION -> policy;
                    case ADDRESS_DISCLOSURE -> disclosure;
                    case MEDIA_CONSENT -> consent;
                };
        Boolean answer = verdict.admit(peer, outbound);
        if (answer != null) {
            transport()
                    .loop()
                    .schedule(() -> loop.input(node -> node.onPolicyAnswer(operation, answer)), policyDelayNanos);
        }
    }

    /** Returns the events of one type that the node has told, in order. */
    <E extends NodeEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Returns why edges went down, in order. */
    List<CloseReason> edgesDown() {
        return events(NodeEvent.PeerDisconnected.class).stream()
                .map(NodeEvent.PeerDisconnected::reason)
                .toList();
    }

    @Override
    public void event(NodeEvent event) {
        events.add(event);
    }

    @Override
    public void left() {
        hasLeft = true;
    }
}
