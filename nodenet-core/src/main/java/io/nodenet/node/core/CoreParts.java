package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.nodenet.identity.NodeIdCache;
import io.nodenet.identity.SecretHash;
import io.nodenet.node.core.call.CallFlow;
import io.nodenet.node.core.call.MediaSlots;
import io.nodenet.node.core.connect.ConnectFlow;
import io.nodenet.node.core.connect.Disclosure;
import io.nodenet.node.core.connect.Introductions;
import io.nodenet.node.core.connect.PathUpgrade;
import io.nodenet.node.core.connect.PunchBursts;
import io.nodenet.node.core.connect.PunchResponder;
import io.nodenet.node.core.connect.RelayAddresses;
import io.nodenet.node.core.connect.RelayFrames;
import io.nodenet.node.core.connect.RelayResponder;
import io.nodenet.node.core.connect.RelayVolunteer;
import io.nodenet.node.core.connect.Rendezvous;
import io.nodenet.node.core.connect.SealedMessages;
import io.nodenet.node.core.connect.SilentEdges;
import io.nodenet.node.core.edge.ClockWatch;
import io.nodenet.node.core.edge.ControlPlane;
import io.nodenet.node.core.edge.Departure;
import io.nodenet.node.core.edge.Dials;
import io.nodenet.node.core.edge.DuplicateIdentities;
import io.nodenet.node.core.edge.EdgeLimiter;
import io.nodenet.node.core.edge.EdgeWatches;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.FirstFrameAdmission;
import io.nodenet.node.core.edge.FrameWriter;
import io.nodenet.node.core.edge.InboundTurnover;
import io.nodenet.node.core.edge.Keepalive;
import io.nodenet.node.core.edge.NetworkWatch;
import io.nodenet.node.core.edge.NotedDials;
import io.nodenet.node.core.edge.PathMoves;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.edge.StaleEdges;
import io.nodenet.node.core.message.Deduplicator;
import io.nodenet.node.core.message.DirectMessages;
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
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.turn.Operations;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.node.core.upkeep.AnchorList;
import io.nodenet.node.core.upkeep.Discovery;
import io.nodenet.node.core.upkeep.Islands;
import io.nodenet.node.core.upkeep.IsolationWatch;
import io.nodenet.node.core.upkeep.KeptPeers;
import io.nodenet.node.core.upkeep.Lookups;
import io.nodenet.node.core.upkeep.PeerBook;
import io.nodenet.node.core.upkeep.PeerDialer;
import io.nodenet.node.core.upkeep.SecondDials;
import io.nodenet.node.core.upkeep.Traversals;
import io.nodenet.node.core.upkeep.Upkeep;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.wire.FrameType;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The parts of a core, and how they are joined.
 *
 * <p>The order in which parts are made and observers are listed is behaviour: they draw from one source of randomness, and learn of an edge
 * one after the other.
 */
final class CoreParts {
    final CoreConfig config;
    final Turn turn = new Turn();
    final Timers timers = new Timers(turn);
    final Counts counts;
    final ApplicationOutput application;
    final Edges edges;
    final PolicyQuestions questions;
    final Dials dials;
    final FirstFrameAdmission admission;
    final FrameDispatcher dispatcher;
    final Verifications verifications;
    final SelfCoordinates self;
    final ControlPlane control;
    final Originator originator;
    final DirectMessages directs;
    final AnchorList anchors;
    final Keepalive keepalive;
    final PathMoves moves;
    final SecondDials secondDials;
    final ClockWatch clock;
    final IsolationWatch isolation;
    final Learning learning;
    final Rendezvous rendezvous;
    final SealedMessages sealed;
    final ConnectFlow connects;
    final PathUpgrade upgrades;
    final SilentEdges silentEdges;
    final EdgeWatches watches;
    final PunchResponder punches;
    final RelayVolunteer volunteer;
    final RelayResponder binds;
    final CallFlow calls;
    final MediaSlots media;
    final Lookups lookups;
    final Discovery discovery;
    final KeptPeers keptPeers;
    final Upkeep upkeep;
    final Islands islands;
    final PeerBook book;
    final DuplicateIdentities duplicates;
    final Departure departure;

    /**
     * Makes the parts and joins them.
     *
     * @param counts counts what the core does; new for each core
     * @param random the only source of randomness but nonces; seeded in tests
     * @param nonces 64 random bits each, which strangers cannot predict
     */
    CoreParts(
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
        questions = new PolicyQuestions(
                config.gated(), config.selective(), config.consenting(), timers, operations, application);
        self = new SelfCoordinates(config, turn, timers, application);
        DialOutput noted = new NotedDials(dialer, self::onContact);
        dials = new Dials(noted, operations, counts);
        control = new ControlPlane(turn, edges, writer, counts, application, self);
        originator = new Originator(turn, edges, writer, counts);
        KnowledgeTable knowledge =
                new KnowledgeTable(config.self(), config.difficulty(), config.ipAddressed(), self::mayKeep);
        learning = new Learning(turn, edges, knowledge, self, counts);
        Signatures signatures = new Signatures(crypto, counts);
        OwnMessages messages = new OwnMessages(turn, edges, signatures, writer, counts);
        OriginLimiter limiter = new OriginLimiter(turn);
        Solicitations solicitations = new Solicitations(turn, nonces);
        NeighborAnswers answers = new NeighborAnswers(turn, table, knowledge, self, limiter, messages, counts);
        NeighborIntake intake = new NeighborIntake(solicitations, limiter, learning, counts);
        Rendezvous.Sender sender = new Rendezvous.Sender(nonces, signatures, originator, crypto);
        Disclosure disclosure = new Disclosure(turn, self, learning, questions, counts);
        rendezvous = new Rendezvous(config, timers, edges, disclosure, learning, sender, counts);
        sealed = new SealedMessages(config, turn, edges, learning, rendezvous, sender, application);
        PunchBursts bursts = new PunchBursts(turn, timers, noted, counts);
        Introductions introductions = new Introductions(
                config, disclosure, limiter, learning, new Introductions.Ways(turn, bursts, sender), counts);
        RelayFrames relays = new RelayFrames(turn, edges, writer, counts);
        RelayAddresses relayAddresses = new RelayAddresses(self, knowledge);
        volunteer = new RelayVolunteer(config.relaySessions(), self, edges, relays, relayAddresses, dialer, counts);
        binds = new RelayResponder(turn, timers, edges, relays, relayAddresses, bursts, counts);
        edges.acceptedPaths(binds::pathOf);
        lookups = new Lookups(edges, solicitations, messages, control, counts);
        punches = new PunchResponder(
                disclosure,
                limiter,
                questions,
                bursts,
                new PunchResponder.Ways(turn, timers, edges, dials),
                sender,
                counts);
        connects = new ConnectFlow(new ConnectFlow.Parts(
                turn,
                timers,
                edges,
                dials,
                questions,
                self,
                disclosure,
                knowledge,
                rendezvous,
                bursts,
                sender,
                relays,
                relayAddresses,
                config.targetEdges() == 0 ? lookups::askSiblings : neighbour -> {},
                counts,
                application));
        directs = new DirectMessages(
                new DirectMessages.Parts(turn, timers, edges, originator, connects, counts, application),
                config.maxWaitingBytes());
        media = new MediaSlots(config.difficulty(), turn, edges, questions, control, counts, application);
        calls = new CallFlow(new CallFlow.Parts(turn, edges, control, media, connects, operations, noted, application));
        upgrades = new PathUpgrade(turn, timers, connects, random);
        silentEdges = new SilentEdges(turn, timers, edges, control, connects);
        NetworkWatch network = new NetworkWatch(turn, edges, control, self);
        self.listener(() -> {
            connects.onCoordinates();
            upgrades.onNetworkChange();
        });
        TerminalFrames terminal = new TerminalFrames();
        terminal.serve(FrameType.CONNECT, punches::onConnect);
        terminal.serve(FrameType.CONNECT_ACK, connects::onAck);
        terminal.serve(FrameType.HELLO, introductions::onHello);
        terminal.serveUnverified(FrameType.REPLY, rendezvous::onReply);
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
                new NodeIdCache(config.originatorCacheKeys(), random.nextLong()),
                verifications,
                new ForwardSampler(turn, crypto, random, counts),
                counts);
        moves = new PathMoves(turn, timers, edges, control);
        control.leaves(moves::onLeave);
        dispatcher = new FrameDispatcher(
                turn,
                routed,
                control,
                answers,
                new FrameDispatcher.Relaying(volunteer, binds, connects),
                application,
                counts);
        admission = new FirstFrameAdmission(config.difficulty(), edges, questions, counts, new Admitted());
        keepalive = new Keepalive(turn, timers, edges, control, random);
        anchors = new AnchorList(config, timers, edges, questions, dials, random, counts);
        secondDials = new SecondDials(turn, edges, control, dials, counts);
        watches = new EdgeWatches(timers, random, secondDials, network, silentEdges);
        clock = new ClockWatch(turn, timers, edges, anchors::contains, application);
        isolation = new IsolationWatch(turn, timers, edges, anchors, application);
        duplicates = new DuplicateIdentities(turn, timers, edges, control, counts, application);
        departure = new Departure(timers, edges, control, application);
        PeerDialer dialing = new PeerDialer(timers, questions, dials, counts);
        discovery = new Discovery(turn, timers, edges, knowledge, lookups, random);
        KeptPeers.Ways ways = new KeptPeers.Ways(dialing, lookups, connects);
        keptPeers = new KeptPeers(turn, timers, edges, knowledge, ways, random);
        Traversals traversals = new Traversals(turn, table, knowledge, self, connects, random);
        Upkeep.Parts parts = new Upkeep.Parts(control, anchors, keptPeers, traversals, counts, random);
        upkeep = new Upkeep(config, turn, timers, edges, knowledge, dialing, parts);
        islands = new Islands(timers, edges, knowledge, anchors, dialing, lookups, random);
        book = new PeerBook(table, knowledge, learning::fromOwnRecord);
        learning.listener(upkeep);
        edges.roomMaker(new InboundTurnover(table, parts::keeps, control::release)::makeRoom);
        edges.observers(
                self,
                anchors,
                isolation,
                secondDials,
                new StaleEdges(config.returning(), control),
                keepalive,
                moves,
                learning,
                discovery,
                upkeep,
                keptPeers,
                islands,
                binds,
                connects,
                directs,
                upgrades,
                silentEdges,
                departure);
    }

    /** Takes the frames of connections that others made. */
    private final class Admitted implements FirstFrameAdmission.FrameSink {
        /** Takes a leave for what its peer had before: it was killed and has come back (W-43). */
        @Override
        public void onFirstFrame(EdgeConnection connection, ByteBuf frame) {
            if (dispatcher.isLeave(frame)) {
                edges.leaveEarlier(connection);
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
        byte[] opened = job.opened();
        counts.delivery(
                opened == null
                        ? application.deliver(job.originator(), false, job.payload())
                        : application.deliverSealed(job.originator(), opened));
        learning.fromMessage(job.originator(), job.key());
    }
}
