package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.nodenet.UnroutableException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.ClockSkew;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.fact.UpkeepState;
import io.nodenet.identity.NodeIdCache;
import io.nodenet.identity.SecretHash;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.node.core.edge.ClockWatch;
import io.nodenet.node.core.edge.ControlPlane;
import io.nodenet.node.core.edge.Departure;
import io.nodenet.node.core.edge.Dials;
import io.nodenet.node.core.edge.DuplicateIdentities;
import io.nodenet.node.core.edge.EdgeLimiter;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.FirstFrameAdmission;
import io.nodenet.node.core.edge.FrameWriter;
import io.nodenet.node.core.edge.InboundTurnover;
import io.nodenet.node.core.edge.Keepalive;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.edge.StaleEdges;
import io.nodenet.node.core.message.Deduplicator;
import io.nodenet.node.core.message.ForwardSampler;
import io.nodenet.node.core.message.Learning;
import io.nodenet.node.core.message.NeighborAnswers;
import io.nodenet.node.core.message.NeighborIntake;
import io.nodenet.node.core.message.OriginLimiter;
import io.nodenet.node.core.message.Originator;
import io.nodenet.node.core.message.OwnMessages;
import io.nodenet.node.core.message.RoutedFrames;
import io.nodenet.node.core.message.Signatures;
import io.nodenet.node.core.message.Solicitations;
import io.nodenet.node.core.message.TerminalFrames;
import io.nodenet.node.core.message.Verifications;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.port.SigningJob;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.turn.Operations;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.node.core.upkeep.AnchorList;
import io.nodenet.node.core.upkeep.AnchorResult;
import io.nodenet.node.core.upkeep.Discovery;
import io.nodenet.node.core.upkeep.Islands;
import io.nodenet.node.core.upkeep.IsolationWatch;
import io.nodenet.node.core.upkeep.KeptPeers;
import io.nodenet.node.core.upkeep.Lookups;
import io.nodenet.node.core.upkeep.PeerBook;
import io.nodenet.node.core.upkeep.PeerDialer;
import io.nodenet.node.core.upkeep.SecondDials;
import io.nodenet.node.core.upkeep.Upkeep;
import io.nodenet.routed.Contact;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.wire.FrameType;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The whole behaviour of a node as a deterministic state machine: the same inputs at the same times give the same outputs.
 *
 * <p>Not thread-safe: one caller at a time, ordinarily the loop. Every input is preceded by {@link #begin}, which carries the time; after
 * each input the caller looks at {@link #nextDeadline()} and calls {@link #onTimer} once that deadline has passed.
 */
public final class NodeCore {
    /** The most messages whose signatures are under verification. */
    public static final int MAX_VERIFICATIONS = Verifications.MAX_UNDER_WAY;

    private final CoreConfig config;
    private final Turn turn = new Turn();
    private final Timers timers = new Timers(turn);
    private final Counts counts;
    private final ApplicationOutput application;
    private final Edges edges;
    private final PolicyQuestions questions;
    private final Dials dials;
    private final FirstFrameAdmission admission;
    private final FrameDispatcher dispatcher;
    private final Verifications verifications;
    private final SelfCoordinates self;
    private final ControlPlane control;
    private final Originator originator;
    private final AnchorList anchors;
    private final Keepalive keepalive;
    private final SecondDials secondDials;
    private final ClockWatch clock;
    private final IsolationWatch isolation;
    private final Learning learning;
    private final Lookups lookups;
    private final Discovery discovery;
    private final KeptPeers keptPeers;
    private final Upkeep upkeep;
    private final Islands islands;
    private final PeerBook book;
    private final DuplicateIdentities duplicates;
    private final Departure departure;

    /**
     * Creates a core at rest.
     *
     * @param counts counts what the core does; new for each core
     * @param random the only source of randomness but nonces; seeded in tests
     * @param nonces 64 random bits each, which strangers cannot predict
     */
    public NodeCore(
            CoreConfig config,
            Counts counts,
            DialOutput dialer,
            CryptoOutput crypto,
            ApplicationOutput application,
            RandomGenerator random,
            LongSupplier nonces) {
        this.config = config;
        this.counts = counts;
        this.application = application;
        Operations operations = new Operations();
        FrameWriter writer = new FrameWriter();
        EdgeTable table = new EdgeTable(config.self(), config.maxInboundEdges());
        edges = new Edges(turn, table, new EdgeLimiter(config.rateLimited(), counts), counts, application);
        questions = new PolicyQuestions(config.gated(), timers, operations, application);
        dials = new Dials(dialer, operations, counts);
        self = new SelfCoordinates(config, turn, timers, application);
        control = new ControlPlane(turn, edges, writer, counts, application, self);
        originator = new Originator(turn, edges, writer, counts, application);
        KnowledgeTable knowledge =
                new KnowledgeTable(config.self(), config.difficulty(), config.ipAddressed(), self::accepts);
        learning = new Learning(turn, edges, knowledge, self, counts);
        OwnMessages messages = new OwnMessages(turn, edges, new Signatures(crypto, counts), writer, counts);
        OriginLimiter limiter = new OriginLimiter(turn);
        Solicitations solicitations = new Solicitations(turn, nonces);
        NeighborAnswers answers = new NeighborAnswers(turn, knowledge, self, limiter, messages, counts);
        NeighborIntake intake = new NeighborIntake(solicitations, limiter, learning, counts);
        TerminalFrames terminal = new TerminalFrames();
        terminal.serve(FrameType.ROUTE, this::deliver);
        terminal.serve(FrameType.LOOKUP, answers::onLookup);
        terminal.serve(FrameType.NEIGHBORS, intake::onNeighbors);
        byte[] secret = new byte[SecretHash.KEY_LENGTH];
        random.nextBytes(secret);
        verifications = new Verifications(
                turn,
                crypto,
                new Deduplicator(config.deduplicationCapacity()),
                new SecretHash(secret),
                edges,
                counts,
                terminal);
        RoutedFrames routed = new RoutedFrames(
                config.difficulty(),
                turn,
                edges,
                new NodeIdCache(random.nextLong()),
                verifications,
                new ForwardSampler(turn, crypto, random, counts),
                counts);
        dispatcher = new FrameDispatcher(turn, routed, control, answers, application, counts);
        admission = new FirstFrameAdmission(config.difficulty(), edges, questions, counts, new Admitted());
        keepalive = new Keepalive(turn, timers, edges, control, random);
        anchors = new AnchorList(config, timers, edges, questions, dials, random, counts);
        secondDials = new SecondDials(turn, timers, edges, control, dials, random);
        clock = new ClockWatch(turn, timers, edges, anchors::contains, application);
        isolation = new IsolationWatch(turn, timers, edges, anchors, application);
        duplicates = new DuplicateIdentities(turn, timers, edges, control, counts, application);
        departure = new Departure(timers, edges, control, application);
        lookups = new Lookups(edges, solicitations, messages, control, counts);
        PeerDialer dialing = new PeerDialer(timers, questions, dials, counts);
        discovery = new Discovery(turn, timers, edges, knowledge, lookups, random);
        keptPeers = new KeptPeers(turn, timers, edges, knowledge, dialing, lookups, random);
        upkeep = new Upkeep(
                config,
                turn,
                timers,
                edges,
                knowledge,
                dialing,
                new Upkeep.Parts(control, anchors, keptPeers, counts, random));
        islands = new Islands(timers, edges, knowledge, anchors, dialing, lookups, random);
        book = new PeerBook(table, knowledge, learning::fromHearsay);
        learning.listener(upkeep);
        edges.roomMaker(new InboundTurnover(table, keptPeers::contains, control::release)::makeRoom);
        edges.observers(
                self,
                anchors,
                isolation,
                secondDials,
                new StaleEdges(config.returning(), control),
                keepalive,
                learning,
                discovery,
                upkeep,
                keptPeers,
                islands,
                departure);
    }

    /**
     * Begins the turn of the next input.
     *
     * @param nowNanos monotonic nanoseconds, which must not go backwards
     * @param wallNanos nanoseconds since 1970, for the freshness of what was signed
     */
    public void begin(long nowNanos, long wallNanos) {
        turn.begin(nowNanos, wallNanos);
    }

    /** Takes the contacts that an earlier node of this identity kept, at most {@link PeerBook#MAX_CONTACTS}; before the start. */
    public void remember(List<Contact> contacts) {
        book.remember(contacts);
    }

    /**
     * Starts to dial the anchors and to look after the edges.
     *
     * @param localEndpoints the addresses of the node itself
     */
    public void start(List<Endpoint> localEndpoints) {
        if (!config.upkeep()) {
            self.onLocalEndpoints(localEndpoints);
        } else {
            keepalive.start();
            self.start(localEndpoints);
            book.start();
            anchors.start();
            isolation.start();
            secondDials.start();
            clock.start();
            duplicates.start();
            keptPeers.start();
            if (config.targetEdges() > 0) {
                discovery.start();
                upkeep.start();
                islands.start();
            }
        }
    }

    /** Takes the addresses of the node itself, after they have changed. */
    public void onLocalEndpoints(List<Endpoint> localEndpoints) {
        self.onLocalEndpoints(localEndpoints);
        discovery.onNetworkChange();
        upkeep.onNetworkChange();
    }

    /**
     * Takes one frame.
     *
     * @param frame borrowed, backed by an array; its hop budget is patched in place when it is forwarded
     */
    public void onFrame(Connection connection, ByteBuf frame) {
        Object attachment = connection.attachment();
        if (attachment instanceof EdgeConnection live) {
            live.touch(turn.nowNanos());
            dispatcher.handle(live, frame);
        } else if (attachment instanceof FirstFrameAdmission.Pending pending) {
            admission.onHeldFrame(pending, frame);
        } else if (attachment instanceof Edges.Closed || departure.hasBegun()) {
            counts.drop(DropReason.CLOSED_CONNECTION);
        } else if (dispatcher.fault(frame) == null || edges.table().get(connection.remoteId()) != null) {
            admission.onFirstFrame(connection, frame);
        } else {
            edges.refuse(connection, DropReason.MALFORMED_FIRST_FRAME, CloseReason.MALFORMED);
        }
    }

    /** Takes the end of a connection, whoever ended it. */
    public void onConnectionClosed(Connection connection, CloseReason reason) {
        Object attachment = connection.attachment();
        connection.attach(Edges.CLOSED);
        if (attachment instanceof EdgeConnection live) {
            edges.lost(live, reason);
        } else if (attachment instanceof FirstFrameAdmission.Pending pending) {
            admission.onClosed(pending);
        }
    }

    /** Takes the success of a dial. */
    public void onDialed(long operation, Connection connection) {
        dials.onDialed(operation, connection);
    }

    /** Takes the failure of a dial. */
    public void onDialFailed(long operation, DialFailure failure) {
        dials.onDialFailed(operation, failure);
    }

    /** Takes the addresses of a configured name, best first, none if it could not be resolved. */
    public void onResolved(long operation, List<Endpoint> endpoints) {
        dials.onResolved(operation, endpoints);
    }

    /** Takes a message of this node that was signed. */
    public void onSigned(SigningJob job, SignedMessage message) {
        job.finish(message);
    }

    /** Takes the result of a verification. */
    public void onVerified(VerificationJob job, boolean good) {
        job.finish(good);
    }

    /** Takes the answer of the edge admission policy; a node that leaves admits nobody any more. */
    public void onPolicyAnswer(long operation, boolean admitted) {
        boolean welcome = admitted && !departure.hasBegun();
        questions.answer(operation, welcome ? PolicyQuestions.Answer.ADMITTED : PolicyQuestions.Answer.REFUSED);
    }

    /** Does what is due. */
    public void onTimer() {
        timers.fire();
    }

    /** Answers when {@link #onTimer} is to be called next, {@link Long#MAX_VALUE} for never. */
    public long nextDeadline() {
        return timers.nextDeadline();
    }

    /** Launches a routed message; answers how many copies left. */
    public int originate(SignedMessage message) {
        return departure.hasBegun() ? 0 : originator.originate(message);
    }

    /** Sends bytes to a neighbour; completes with their number. */
    public void sendDirect(long operation, NodeId peer, byte[] payload) {
        originator.sendDirect(operation, peer, payload);
    }

    /** Pings a neighbour; completes with the round trip in nanoseconds. */
    public void ping(long operation, NodeId peer) {
        control.ping(operation, peer);
    }

    /** Closes the edge to a neighbour; completes with the number of its connections. */
    public void drop(long operation, NodeId peer) {
        Edge edge = edges.table().get(peer);
        if (edge == null) {
            application.failed(operation, new UnroutableException("No edge to " + peer + " is up"));
            return;
        }
        int connections = edge.connections().size();
        edges.drop(edge, CloseReason.DROPPED);
        application.completed(operation, connections);
    }

    /** Adds an anchor, or changes the address of one, and dials it at once. */
    public AnchorResult addAnchor(AnchorEntry entry) {
        return anchors.add(entry);
    }

    /** Keeps the edge to a peer from now on; returns false if it is this node, or there are {@link KeptPeers#MAX_KEPT} others already. */
    public boolean keep(NodeId peer) {
        return !peer.equals(config.self()) && keptPeers.keep(peer);
    }

    /** Keeps the edge to a peer no longer; if it is up it stays for now. */
    public void stopKeeping(NodeId peer) {
        keptPeers.stopKeeping(peer);
    }

    /** Returns how many peers are kept. */
    public int keptPeers() {
        return keptPeers.size();
    }

    /** Says goodbye to all neighbours; {@link ApplicationOutput#left} follows within 500 ms. */
    public void leave() {
        anchors.stop();
        isolation.stop();
        secondDials.stop();
        discovery.stop();
        keptPeers.stop();
        upkeep.stop();
        islands.stop();
        departure.begin();
    }

    /** Answers the live edges; the table must not be changed. */
    public EdgeTable edges() {
        return edges.table();
    }

    /**
     * Dials a contact once, for an edge. For whoever looks after the edges from outside because {@link CoreConfig#targetEdges} is 0.
     *
     * @param reached told whether there is a connection
     * @return false if this contact is being dialed, or too many others are
     */
    public boolean dial(KnownContact contact, Consumer<Boolean> reached) {
        return upkeep.dial(contact, reached);
    }

    /** Returns what asks the network for contacts. */
    public Lookups lookups() {
        return lookups;
    }

    /** Returns the contacts that this node knows; the table must not be changed. */
    public KnowledgeTable knowledge() {
        return learning.knowledge();
    }

    /** Returns the contacts to {@link #remember} at the next start, at most {@link PeerBook#MAX_CONTACTS}. */
    public List<Contact> contactsToKeep() {
        return book.contacts();
    }

    /** Returns how far the edges are there that this node wants. */
    public UpkeepState upkeepState() {
        return upkeep.state();
    }

    /** Answers where this node is seen from outside. */
    public ReflexiveAddress reflexive() {
        return self.reflexive();
    }

    /** Returns how far the wall clock of this node is off, as far as its neighbours tell; judged every ten seconds. */
    public ClockSkew clockSkew() {
        return clock.skew();
    }

    /** Answers the anchors and what is being done about them. */
    public List<AnchorSnapshot> anchors() {
        return anchors.snapshots();
    }

    /** Answers how many messages are under verification. */
    public int verificationsUnderWay() {
        return verifications.underWay();
    }

    /** Answers the drop counters. Any thread may read them. */
    public EnumCounters<DropReason> drops() {
        return counts.drops();
    }

    /** Answers the other counters. Any thread may read them. */
    public EnumCounters<NodeCounter> counters() {
        return counts.events();
    }

    /** Takes the frames of connections that others made. */
    private final class Admitted implements FirstFrameAdmission.FrameSink {
        /** Takes a leave for what its peer had before: it was killed and has come back (W-43). */
        @Override
        public void onFirstFrame(EdgeConnection connection, ByteBuf frame) {
            if (dispatcher.isLeave(frame)) {
                edges.keepOnly(connection, CloseReason.PEER_LEFT);
            } else {
                dispatcher.handle(connection, frame);
            }
        }

        @Override
        public void onFrame(EdgeConnection connection, ByteBuf frame) {
            dispatcher.handle(connection, frame);
        }
    }

    private void deliver(VerificationJob job) {
        counts.delivery(application.deliver(job.originator(), false, job.payload()));
        learning.fromMessage(job.originator(), job.key());
    }
}
