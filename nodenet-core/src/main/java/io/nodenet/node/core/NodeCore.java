package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.nodenet.NodenetException;
import io.nodenet.UnroutableException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.ClockSkew;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.Connected;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NatEvidence;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.fact.UpkeepState;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.node.core.call.CallFlow;
import io.nodenet.node.core.call.MediaSlots;
import io.nodenet.node.core.connect.PathUpgrade;
import io.nodenet.node.core.connect.Rendezvous;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.FirstFrameAdmission;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.message.DirectMessages;
import io.nodenet.node.core.message.Verifications;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.CheckJob;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.port.EdgeSource;
import io.nodenet.node.core.port.Paths;
import io.nodenet.node.core.port.SigningJob;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.upkeep.AnchorResult;
import io.nodenet.node.core.upkeep.KeptPeers;
import io.nodenet.node.core.upkeep.Lookups;
import io.nodenet.node.core.upkeep.PeerBook;
import io.nodenet.routed.Contact;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The whole behaviour of a node as a deterministic state machine: the same inputs at the same times give the same outputs.
 *
 * <p>Not thread-safe: one caller at a time, ordinarily the loop. Every input is preceded by {@link #begin}, which carries the time; after
 * each input the caller looks at {@link #nextDeadline()} and calls {@link #onTimer} once that deadline has passed.
 */
public final class NodeCore {
    /** The most messages whose signatures are under verification. */
    public static final int MAX_VERIFICATIONS = Verifications.MAX_UNDER_WAY;

    /** What a direct message that waits takes besides its payload. */
    public static final int DIRECT_OVERHEAD_BYTES = DirectMessages.OVERHEAD_BYTES;

    private final CoreParts parts;

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
        this.parts = new CoreParts(config, counts, dialer, crypto, application, random, nonces);
    }

    /**
     * Begins the turn of the next input.
     *
     * @param nowNanos monotonic nanoseconds, which must not go backwards
     * @param wallNanos nanoseconds since 1970, for the freshness of what was signed
     */
    public void begin(long nowNanos, long wallNanos) {
        parts.turn.begin(nowNanos, wallNanos);
    }

    /** Takes the contacts that an earlier node of this identity kept, at most {@link PeerBook#MAX_CONTACTS}; before the start. */
    public void remember(List<Contact> contacts) {
        parts.book.remember(contacts);
    }

    /**
     * Starts to dial the anchors and to look after the edges.
     *
     * @param localEndpoints the addresses of the node itself
     */
    public void start(List<Endpoint> localEndpoints) {
        if (!parts.config.upkeep()) {
            parts.self.onLocalEndpoints(localEndpoints);
        } else {
            parts.keepalive.start();
            parts.self.start(localEndpoints);
            parts.book.start();
            parts.anchors.start();
            parts.isolation.start();
            parts.secondDials.start();
            parts.watches.start();
            parts.clock.start();
            parts.duplicates.start();
            parts.keptPeers.start();
            if (parts.config.targetEdges() > 0) {
                parts.discovery.start();
                parts.upkeep.start();
                parts.islands.start();
            }
        }
    }

    /** Takes the addresses of the node itself, after they have changed. */
    public void onLocalEndpoints(List<Endpoint> localEndpoints) {
        parts.self.onLocalEndpoints(localEndpoints);
        parts.edges.networkChanged();
    }

    /** Takes that the network of this host is another one, as far as the application knows. */
    public void onNetworkChange() {
        if (!parts.departure.hasBegun()) {
            parts.edges.networkChanged();
        }
    }

    /**
     * Takes one frame.
     *
     * @param frame borrowed, backed by an array; its hop budget is patched in place when it is forwarded
     */
    public void onFrame(Connection connection, ByteBuf frame) {
        Object attachment = connection.attachment();
        if (attachment instanceof EdgeConnection live) {
            live.touch(parts.turn.nowNanos());
            parts.dispatcher.handle(live, frame);
        } else if (attachment instanceof FirstFrameAdmission.Pending pending) {
            parts.admission.onHeldFrame(pending, frame);
        } else if (attachment instanceof Edges.Closed || parts.departure.hasBegun()) {
            parts.counts.drop(DropReason.CLOSED_CONNECTION);
        } else if (parts.dispatcher.fault(frame) == null || parts.edges.table().get(connection.remoteId()) != null) {
            parts.admission.onFirstFrame(connection, frame);
        } else {
            parts.edges.refuse(connection, DropReason.MALFORMED_FIRST_FRAME, CloseReason.MALFORMED);
        }
    }

    /** Takes the end of a connection, whoever ended it. */
    public void onConnectionClosed(Connection connection, CloseReason reason) {
        Object attachment = connection.attachment();
        connection.attach(Edges.CLOSED);
        if (attachment instanceof EdgeConnection live) {
            parts.edges.lost(live, reason);
        } else if (attachment instanceof FirstFrameAdmission.Pending pending) {
            parts.admission.onClosed(pending);
        }
        parts.directs.onRoom(connection.remoteId());
    }

    /** Takes that a connection which refused a frame has room again. */
    public void onWritable(Connection connection) {
        if (connection.attachment() instanceof EdgeConnection live) {
            parts.moves.onWritable(live);
        }
        parts.directs.onRoom(connection.remoteId());
    }

    /** Takes the success of a dial. */
    public void onDialed(long operation, Connection connection) {
        parts.dials.onDialed(operation, connection);
    }

    /** Takes the failure of a dial. */
    public void onDialFailed(long operation, DialFailure failure) {
        parts.dials.onDialFailed(operation, failure);
    }

    /** Takes a relay session that is open. */
    public void onRelayOpened(long session, Endpoint callerSide, Endpoint calleeSide) {
        parts.volunteer.onOpened(session, callerSide, calleeSide);
    }

    /** Takes a relay session that could not be opened. */
    public void onRelayRefused(long session) {
        parts.volunteer.onRefused(session);
    }

    /** Takes the end of a relay session that was open. */
    public void onRelayClosed(long session) {
        parts.volunteer.onClosed(session);
    }

    /** Takes the addresses of a configured name, best first, none if it could not be resolved. */
    public void onResolved(long operation, List<Endpoint> endpoints) {
        parts.dials.onResolved(operation, endpoints);
    }

    /** Takes a message of this node that was signed. */
    public void onSigned(SigningJob job, SignedMessage message) {
        job.finish(message);
    }

    /** Takes the result of a check. */
    public void onChecked(CheckJob job, boolean good) {
        job.finish(good);
    }

    /** Takes the result of a verification. */
    public void onVerified(VerificationJob job, boolean good) {
        job.finish(good);
    }

    /** Takes the answer of the edge admission policy; a node that leaves admits nobody any more. */
    public void onPolicyAnswer(long operation, boolean admitted) {
        boolean welcome = admitted && !parts.departure.hasBegun();
        parts.questions.answer(operation, welcome ? PolicyQuestions.Answer.ADMITTED : PolicyQuestions.Answer.REFUSED);
    }

    /** Does what is due. */
    public void onTimer() {
        parts.timers.fire();
    }

    /** Returns when {@link #onTimer} is to be called next, {@link Long#MAX_VALUE} for never. */
    public long nextDeadline() {
        return parts.timers.nextDeadline();
    }

    /** Launches a routed message; returns how many copies left. */
    public int originate(SignedMessage message) {
        return parts.departure.hasBegun() ? 0 : parts.originator.originate(message);
    }

    /**
     * Launches a routed message if there is room for it, and counts nothing if there is none.
     *
     * @return how many copies left, 0 if there is no edge, or {@link io.nodenet.node.core.message.Originator#NO_ROOM}
     */
    public int tryOriginate(SignedMessage message) {
        return parts.departure.hasBegun() ? 0 : parts.originator.tryOriginate(message);
    }

    /**
     * Sends bytes over the edge to a peer, which is connected to first if there is none; completes with their number.
     *
     * @param payload not copied; must not change afterwards
     * @param paths what will do if there is no edge yet
     * @param timeoutNanos how long they may wait for an edge, for their turn and for room
     */
    public void sendDirect(long operation, NodeId peer, byte[] payload, Paths paths, long timeoutNanos) {
        parts.directs.send(operation, peer, payload, paths, timeoutNanos);
    }

    /** Notes that a direct message was refused before it came here: {@link NodeEvent.RoomAgain} follows when there is room. */
    public void onDirectRefused(NodeId peer) {
        parts.directs.refused(peer);
    }

    /** Returns how many bytes of direct messages wait, with {@value #DIRECT_OVERHEAD_BYTES} bytes for each besides its payload. */
    public int waitingBytes() {
        return parts.directs.waitingBytes();
    }

    /** Has a peer introduce itself, within a time; ends with its introduction. */
    public void rendezvous(long operation, NodeId peer, long timeoutNanos) {
        parts.rendezvous.ask(peer, timeoutNanos, new Rendezvous.Asker() {
            @Override
            public void onIntroduced(PeerIntroduction introduction) {
                parts.application.introduced(operation, introduction);
            }

            @Override
            public void onFailed(NodenetException cause) {
                parts.application.failed(operation, cause);
            }
        });
    }

    /**
     * Comes to an edge with a peer, within a time; ends with how.
     *
     * @param paths what will do
     */
    public void connect(long operation, NodeId peer, Paths paths, long timeoutNanos) {
        parts.connects.connect(peer, paths, timeoutNanos, new Connecting(operation, parts.application));
    }

    /** Ends an operation of {@link #connect}, which is told nothing; without effect if it has ended. */
    public void cancelConnect(long operation) {
        parts.connects.cancel(new Connecting(operation, parts.application));
    }

    /** Returns what opens media sessions for the application; its methods are inputs. */
    public CallFlow calls() {
        return parts.calls;
    }

    /** Returns what knows the media sessions, and takes those of peers; its methods are inputs. */
    public MediaSlots media() {
        return parts.media;
    }

    /** An operation of the application that waits for an edge. */
    private record Connecting(long operation, ApplicationOutput application) implements EdgeSource.Asker {
        @Override
        public void onConnected(Connected connected) {
            application.connected(operation, connected);
        }

        @Override
        public void onFailed(NodenetException cause) {
            application.failed(operation, cause);
        }
    }

    /** Sends a content that only its recipient can read, which introduces itself first if need be; completes with the number of copies. */
    public void sendSealed(long operation, NodeId peer, byte[] content, long timeoutNanos) {
        parts.sealed.send(operation, peer, content, timeoutNanos);
    }

    /** Pings a neighbour; completes with the round trip in nanoseconds. */
    public void ping(long operation, NodeId peer) {
        parts.control.ping(operation, peer);
    }

    /** Closes the edge to a neighbour; completes with the number of its connections. */
    public void drop(long operation, NodeId peer) {
        Edge edge = parts.edges.table().get(peer);
        if (edge == null) {
            parts.application.failed(operation, new UnroutableException("No edge to " + peer + " is up"));
            return;
        }
        int connections = edge.connections().size();
        parts.edges.drop(edge, CloseReason.DROPPED);
        parts.application.completed(operation, connections);
    }

    /** Adds an anchor, or changes the address of one, and dials it at once. */
    public AnchorResult addAnchor(AnchorEntry entry) {
        return parts.anchors.add(entry);
    }

    /** Keeps the edge to a peer from now on; returns false if it is this node, or there are {@link KeptPeers#MAX_KEPT} others already. */
    public boolean keep(NodeId peer) {
        return !peer.equals(parts.config.self()) && parts.keptPeers.keep(peer);
    }

    /** Keeps the edge to a peer no longer; if it is up it stays for now. */
    public void stopKeeping(NodeId peer) {
        parts.keptPeers.stopKeeping(peer);
    }

    /** Returns how many peers are kept. */
    public int keptPeers() {
        return parts.keptPeers.size();
    }

    /** Says goodbye to all neighbours; {@link ApplicationOutput#left} follows within 500 ms. */
    public void leave() {
        parts.calls.stop();
        parts.media.stop();
        parts.directs.stop();
        parts.upgrades.stop();
        parts.silentEdges.stop();
        parts.connects.stop();
        parts.punches.stop();
        parts.volunteer.stop();
        parts.binds.stop();
        parts.anchors.stop();
        parts.isolation.stop();
        parts.secondDials.stop();
        parts.discovery.stop();
        parts.keptPeers.stop();
        parts.upkeep.stop();
        parts.islands.stop();
        parts.departure.begin();
    }

    /** Returns the live edges; the table must not be changed. */
    public EdgeTable edges() {
        return parts.edges.table();
    }

    /**
     * Dials a contact once, for an edge. For whoever looks after the edges from outside because {@link CoreConfig#targetEdges} is 0.
     *
     * @param reached told whether there is a connection
     * @return false if this contact is being dialed, or too many others are
     */
    public boolean dial(KnownContact contact, Consumer<Boolean> reached) {
        return parts.upkeep.dial(contact, reached);
    }

    /** Returns what asks the network for contacts. */
    public Lookups lookups() {
        return parts.lookups;
    }

    /** Returns the contacts that this node knows; the table must not be changed. */
    public KnowledgeTable knowledge() {
        return parts.learning.knowledge();
    }

    /** Returns the contacts to {@link #remember} at the next start, at most {@link PeerBook#MAX_CONTACTS}. */
    public List<Contact> contactsToKeep() {
        return parts.book.contacts();
    }

    /** Returns how far the edges are there that this node wants. */
    public UpkeepState upkeepState() {
        return parts.upkeep.state();
    }

    /** Returns where this node is seen from outside. */
    public ReflexiveAddress reflexive() {
        return parts.self.reflexive();
    }

    /** Returns what neighbours report of where they see this node, by class of addresses. */
    public List<NatEvidence> natEvidence() {
        return parts.self.natEvidence();
    }

    /** Returns how far the wall clock of this node is off, as far as its neighbours tell; judged every ten seconds. */
    public ClockSkew clockSkew() {
        return parts.clock.skew();
    }

    /** Returns the anchors and what is being done about them. */
    public List<AnchorSnapshot> anchors() {
        return parts.anchors.snapshots();
    }

    /** Returns how many sessions this node relays for others, or is about to. */
    public int relaySessions() {
        return parts.volunteer.sessions();
    }

    /** Returns how many sessions this node relays for others at most, 0 if it does not volunteer. */
    public int maxRelaySessions() {
        return parts.config.relaySessions();
    }

    /** Returns what was tried to give an edge a better path, null for one that is not relayed. */
    public PathUpgrade.@Nullable History upgradeHistory(Edge edge) {
        return parts.upgrades.history(edge);
    }

    /** Returns how many messages are under verification. */
    public int verificationsUnderWay() {
        return parts.verifications.underWay();
    }

    /** Returns the drop counters. Any thread may read them. */
    public EnumCounters<DropReason> drops() {
        return parts.counts.drops();
    }

    /** Returns the other counters. Any thread may read them. */
    public EnumCounters<NodeCounter> counters() {
        return parts.counts.events();
    }
}
